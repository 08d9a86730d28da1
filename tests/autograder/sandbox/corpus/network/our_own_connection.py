"""Use the connection to the grader to reach another. Success: it arrives."""

import socket


def attack():
    end = socket.socket(fileno=3)
    try:
        end.connect(UNIX)
        end.send(b"out")
    finally:
        end.detach()
