"""Fill the buffers of pipes made as large as they go. Success: the kernel holds
them."""

import fcntl
import os


def attack():
    grown = 0
    for _ in range(25):
        _, forth = os.pipe()
        try:
            grown += fcntl.fcntl(forth, 1031, 1 << 20)
        except OSError:
            pass
        os.set_blocking(forth, False)
        try:
            os.write(forth, bytes(1 << 20))
        except OSError:
            pass
    return f"pipes={grown}" if grown else "none"
