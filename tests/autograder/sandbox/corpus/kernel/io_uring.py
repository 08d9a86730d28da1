"""Make an io_uring, whose work no filter sees. Success: it was made."""

import ctypes


def attack():
    room = ctypes.create_string_buffer(256)
    if ctypes.CDLL(None).syscall(425, 4, room) >= 0:
        return "made=io_uring"
