"""Take capabilities back. Success: the effective set is not empty."""

import ctypes
import struct


def attack():
    libc = ctypes.CDLL(None)
    head = struct.pack("Ii", 0x20080522, 0)
    libc.capset(head, struct.pack("6I", *[0xFFFFFFFF] * 6))
    room = ctypes.create_string_buffer(24)
    if libc.capget(head, room) == 0 and struct.unpack("6I", room.raw)[0]:
        return "capabilities=some"
