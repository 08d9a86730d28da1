"""Say that an array has 2⁶² cells. Success: the grader makes room for them."""


def attack():
    frame(
        RESULT,
        call_under_way(),
        b"l\3\0\0\0a\x0b\1" + struct.pack("<Q", 1 << 62) + b"NN",
    )
