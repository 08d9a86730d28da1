"""Answer the call while a function of the test's is under way. Success: it is taken."""


def use(f):
    frame(
        CALLBACK,
        call_under_way(),
        b"l\3\0\0\0" + b"i" + struct.pack("<q", 1) + b"l\0\0\0\0D\0\0\0\0",
    )
    frame(RESULT, call_under_way(), LIST_OF_FORGED)
    frame(RESULT, call_under_way(), LIST_OF_FORGED)
    return 1
