"""Connect to a socket by its path. Success: the listener has a connection."""

import socket


def attack():
    end = socket.socket(socket.AF_UNIX)
    end.connect(UNIX)
    end.send(b"out")
