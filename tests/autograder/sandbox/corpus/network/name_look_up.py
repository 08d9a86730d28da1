"""Smuggle data out in the names of a look-up. Success: a resolver answers."""

import socket


def attack():
    if socket.gethostbyname("127.0.0.1.") != "127.0.0.1":
        return "resolved"
    socket.socket(type=socket.SOCK_DGRAM).sendto(b"out", ("127.0.0.1", UDP))
