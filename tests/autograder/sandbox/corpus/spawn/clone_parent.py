"""Have a brother instead of a child, by CLONE_PARENT. Success: it is left."""

import ctypes
import os
import time


def attack():
    call = 56 if os.uname().machine == "x86_64" else 220
    if ctypes.CDLL(None).syscall(call, 0x8000 | 17, 0, 0, 0, 0) == 0:
        ctypes.CDLL(None).prctl(15, ESCAPEE)
        time.sleep(8)
        os._exit(0)
