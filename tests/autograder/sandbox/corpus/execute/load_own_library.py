"""Load a library of our own from the scratch, or through the linker. Success: a
mark."""

import ctypes
import os


def attack():
    os.environ["LD_PRELOAD"] = os.path.abspath("mine.so")
    open("mine.so", "wb").write(
        open("/usr/lib/x86_64-linux-gnu/libc.so.6", "rb").read()[:1000]
    )
    ctypes.CDLL("./mine.so")
    os.execv("/bin/true", ["true"])
    open(CANARY + "/mark", "w")
