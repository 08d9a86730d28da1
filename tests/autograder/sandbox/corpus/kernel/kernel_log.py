"""Read the kernel's log. Success: something of it comes out."""

import ctypes


def attack():
    room = ctypes.create_string_buffer(4096)
    if ctypes.CDLL(None).klogctl(3, room, 4095) > 0:
        return "log=" + room.value[:40].decode("utf-8", "replace")
