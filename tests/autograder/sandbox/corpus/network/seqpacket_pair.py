"""The same with packets in sequence, and with flags in the type. Success: it
arrives."""

import ctypes
import socket


def attack():
    pair = (ctypes.c_int * 2)()
    for kind in (5, 2, 2 | 0o4000, 2 | 0o2000000):
        if ctypes.CDLL(None).socketpair(1, kind, 0, pair) == 0:
            end = socket.socket(fileno=pair[0])
            end.sendto(b"out", UNIX_DATAGRAM)
