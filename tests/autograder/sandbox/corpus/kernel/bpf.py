"""Load a BPF program. Success: a descriptor comes out."""

import ctypes


def attack():
    room = ctypes.create_string_buffer(128)
    if ctypes.CDLL(None).syscall(321, 0, room, 72) >= 0:
        return "made=bpf"
