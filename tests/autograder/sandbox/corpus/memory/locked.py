"""Lock memory so that it cannot be swapped. Success: it was locked."""

import ctypes
import mmap


def attack():
    part = mmap.mmap(-1, 1 << 24)
    if (
        ctypes.CDLL(None).mlock(
            ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(part))), 1 << 24
        )
        == 0
    ):
        return "locked=yes"
