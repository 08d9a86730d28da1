"""Fork twice with a session of its own, signals ignored. Success: it is left."""

import ctypes
import os
import signal
import time


def attack():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(15, ESCAPEE)
            for number in (1, 2, 3, 15):
                signal.signal(number, signal.SIG_IGN)
            time.sleep(8)
        os._exit(0)
