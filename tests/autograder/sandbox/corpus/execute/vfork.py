"""Use vfork by the C library. Success: two processes return."""

import ctypes
import os


def attack():
    libc, here = ctypes.CDLL(None), os.getpid()
    if libc.syscall(57 if os.uname().machine == "x86_64" else 220) == 0:
        libc.prctl(15, ESCAPEE)
        import time

        time.sleep(5)
        os._exit(0)
