"""Make a datagram pair and send elsewhere with it. Success: it arrives."""

import socket


def attack():
    end, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    end.sendto(b"out", UNIX_DATAGRAM)
