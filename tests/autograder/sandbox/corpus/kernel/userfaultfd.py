"""Make a userfaultfd, a tool of exploits. Success: it was made."""

import ctypes


def attack():
    if ctypes.CDLL(None).syscall(323, 1) >= 0:
        return "made=userfaultfd"
