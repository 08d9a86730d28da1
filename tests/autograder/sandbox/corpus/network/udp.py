"""Send a datagram. Success: it arrives."""

import socket


def attack():
    socket.socket(type=socket.SOCK_DGRAM).sendto(b"out", ("127.0.0.1", UDP))
