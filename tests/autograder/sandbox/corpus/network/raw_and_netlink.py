"""Ask the kernel about the network. Success: a socket was made."""

import socket


def attack():
    for family, kind in ((16, 3), (17, 3), (2, 3), (38, 5), (40, 1), (44, 3)):
        try:
            socket.socket(family, kind)
        except OSError:
            continue
        return f"socket={family}"
