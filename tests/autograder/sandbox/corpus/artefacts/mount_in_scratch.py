"""Mount something in the scratch, so that it cannot be removed. Success: it is left."""

import ctypes
import os


def attack():
    os.mkdir("m")
    ctypes.CDLL(None).mount(b"none", b"m", b"tmpfs", 0, None)
