"""Take the promise back, and become traceable. Success: a flag changed."""

import ctypes


def attack():
    libc = ctypes.CDLL(None)
    libc.prctl(38, 0, 0, 0, 0)
    libc.prctl(4, 1, 0, 0, 0)
    libc.prctl(1, 0, 0, 0, 0)
    if libc.prctl(3, 0, 0, 0, 0) == 1:
        return "dumpable=yes"
