"""Make a POSIX message queue for another submission. Success: it was made."""

import ctypes


def attack():
    if ctypes.CDLL(None).syscall(240, b"mark", 0o102, 0o666, None) >= 0:
        ctypes.CDLL(None).syscall(241, b"mark")
        return "made=queue"
