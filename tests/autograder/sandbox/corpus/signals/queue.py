"""Queue a signal with a value. Success: it is gone."""

import ctypes
import struct


def attack():
    information = struct.pack("iii", 9, 0, -1) + bytes(116)
    ctypes.CDLL(None).syscall(129, VICTIM, 9, information)
