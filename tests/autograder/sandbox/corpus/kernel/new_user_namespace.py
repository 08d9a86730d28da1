"""Make a user namespace and be root in it. Success: it was made."""

import ctypes


def attack():
    if ctypes.CDLL(None).unshare(0x10000000) == 0:
        return "namespace=user"
