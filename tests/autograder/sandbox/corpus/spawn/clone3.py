"""Fork by the newest call. Success: a process is left."""

import ctypes
import os
import struct
import time


def attack():
    arguments = struct.pack("8Q", 0, 0, 0, 0, 17, 0, 0, 0)
    if ctypes.CDLL(None).syscall(435, arguments, len(arguments)) == 0:
        ctypes.CDLL(None).prctl(15, ESCAPEE)
        time.sleep(8)
        os._exit(0)
