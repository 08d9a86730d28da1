"""Connect over TCP. Success: the listener has a connection."""

import socket


def attack():
    socket.create_connection(("127.0.0.1", TCP), timeout=0.3).send(b"out")
