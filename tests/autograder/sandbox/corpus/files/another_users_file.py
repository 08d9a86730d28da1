"""Read a file of another user's with the powers of root. Success: the token."""


def attack():
    return open(OTHERS).read()
