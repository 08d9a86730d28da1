"""Fill socket pairs that nobody reads. Success: the kernel holds over 64 MB."""

import socket


def attack():
    kept, size = [], 0
    for _ in range(400):
        try:
            pair = socket.socketpair()
        except OSError:
            break
        kept.append(pair)
        pair[0].setblocking(False)
        try:
            pair[0].setsockopt(1, 7, 1 << 24)
        except OSError:
            pass
        try:
            while True:
                size += pair[0].send(bytes(1 << 16))
        except OSError:
            pass
    return f"buffers={size}" if size > 64 << 20 else "few"
