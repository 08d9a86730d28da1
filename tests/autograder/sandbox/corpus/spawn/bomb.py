"""Fork without end, 100 at most here. Success: a process is left."""

import ctypes
import os
import time


def attack():
    for _ in range(100):
        try:
            child = os.fork()
        except OSError:
            continue
        if child == 0:
            ctypes.CDLL(None).prctl(15, ESCAPEE)
            time.sleep(8)
            os._exit(0)
