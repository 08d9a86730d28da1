"""Connect over IPv6. Success: the listener has a connection."""

import socket


def attack():
    socket.create_connection(("::ffff:127.0.0.1", TCP), timeout=0.3).send(b"out")
