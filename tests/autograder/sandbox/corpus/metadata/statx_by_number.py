"""The same by the raw statx call. Success: the size comes out."""

import ctypes
import struct


def attack():
    room = ctypes.create_string_buffer(256)
    if ctypes.CDLL(None).statx(-100, SECRET.encode(), 0, 0x7FF, room) == 0:
        return f"size={struct.unpack_from('<Q', room, 40)[0]}"
