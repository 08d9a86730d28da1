"""Wait for others to come. Success: a port is open."""

import socket


def attack():
    end = socket.socket()
    end.bind(("127.0.0.1", 0))
    end.listen()
    return f"port={end.getsockname()[1]}"
