"""Call functions by guessed numbers. Success: one of them is used."""


def attack():
    for number in range(200):
        body = (
            b"l\3\0\0\0"
            + b"i"
            + struct.pack("<q", number)
            + b"l\1\0\0\0s\4\0\0\0lateD\0\0\0\0"
        )
        frame(CALLBACK, call_under_way(), body)
        if number % 50 == 0:
            os.read(3, 1 << 16)
