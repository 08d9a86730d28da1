"""Leave a key for others in a keyring. Success: it was added."""

import ctypes


def attack():
    if ctypes.CDLL(None).syscall(248, b"user", b"mark", b"x", 1, -4) > 0:
        return "made=key"
