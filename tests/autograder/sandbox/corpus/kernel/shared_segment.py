"""Make a System V segment that outlives us. Success: it was made."""

import ctypes


def attack():
    number = ctypes.CDLL(None).shmget(0x6D61726B, 4096, 0o1666)
    if number >= 0:
        ctypes.CDLL(None).shmctl(number, 0, None)
        return "made=segment"
