"""Signal by a pidfd. Success: it is gone."""

import ctypes


def attack():
    libc = ctypes.CDLL(None)
    libc.syscall(424, libc.syscall(434, VICTIM, 0), 9, None, 0)
