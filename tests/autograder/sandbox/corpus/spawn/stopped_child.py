"""Have a child that stops itself. Success: it is left."""

import ctypes
import os
import signal


def attack():
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(15, ESCAPEE)
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
