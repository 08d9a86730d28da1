"""Open by the C library, past all of Python. Success: the token."""

import ctypes


def attack():
    libc, text = ctypes.CDLL(None), ctypes.create_string_buffer(4096)
    libc.fopen.restype = ctypes.c_void_p
    stream = libc.fopen(SECRET.encode(), b"r")
    libc.fread(text, 1, 4096, ctypes.c_void_p(stream)) if stream else None
    return text.value
