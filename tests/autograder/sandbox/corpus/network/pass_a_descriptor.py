"""Send descriptors over the connection to the grader. Success: the grader stumbles."""

import socket


def attack():
    end = socket.socket(fileno=3)
    try:
        socket.send_fds(end, [b""], [0, 1, 2])
        socket.send_fds(end, [b"x"], [0, 1, 2])
    finally:
        end.detach()
