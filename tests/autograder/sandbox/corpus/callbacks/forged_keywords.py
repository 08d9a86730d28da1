"""Use keywords that are no texts. Success: the grader stumbles."""


def use(f):
    body = (
        b"l\3\0\0\0"
        + b"i"
        + struct.pack("<q", 1)
        + b"l\0\0\0\0D\1\0\0\0i"
        + bytes(8)
        + b"N"
    )
    frame(CALLBACK, call_under_way(), body)
    return 1
