"""Count the open descriptors. Success: there are others than 0 to 3."""

import os


def attack():
    found = []
    for fd in range(4, 4096):
        try:
            os.fstat(fd)
            found.append(fd)
        except OSError:
            pass
    return f"descriptors={found}" if found else "none"
