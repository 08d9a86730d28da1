"""Write into files without a name. Success: they take over 100 MB."""

import os


def attack():
    kept, size = [], 0
    for _ in range(12):
        fd = os.open("gone", os.O_RDWR | os.O_CREAT)
        os.unlink("gone")
        kept.append(fd)
        size += os.write(fd, bytes(10 << 20))
    return f"unlinked={size}" if size > 100 << 20 else "few"
