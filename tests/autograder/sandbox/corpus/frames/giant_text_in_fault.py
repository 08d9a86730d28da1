"""Report an exception with megabytes of text. Success: it is kept."""


def attack():
    long = b"s" + struct.pack("<I", 1 << 20) + b"A" * (1 << 20)
    body = (
        b"l\6\0\0\0s\6\0\0\0raised"
        + long
        + b"l\0\0\0\0"
        + b"i"
        + bytes(8)
        + long
        + long
    )
    frame(ERROR, call_under_way(), body)
