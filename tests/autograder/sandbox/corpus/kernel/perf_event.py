"""Open a performance counter on another process. Success: it was opened."""

import ctypes
import struct


def attack():
    attribute = struct.pack("IIQ", 1, 112, 0) + bytes(96)
    if ctypes.CDLL(None).syscall(298, attribute, VICTIM, -1, -1, 0) >= 0:
        return "made=perf"
