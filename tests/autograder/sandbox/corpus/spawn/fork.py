"""Have a child that lives on. Success: a process of ours is left."""

import os
import time


def attack():
    if os.fork() == 0:
        import ctypes

        ctypes.CDLL(None).prctl(15, ESCAPEE)
        time.sleep(8)
        os._exit(0)
