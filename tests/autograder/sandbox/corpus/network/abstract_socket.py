"""Connect to an abstract socket. Success: the listener has a connection."""

import socket


def attack():
    end = socket.socket(socket.AF_UNIX)
    end.connect(ABSTRACT)
    end.send(b"out")
