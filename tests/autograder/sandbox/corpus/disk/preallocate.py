"""Reserve 600 MB without writing. Success: over 100 MB are taken."""

import os


def attack():
    for number in range(30):
        os.posix_fallocate(os.open(str(number), os.O_RDWR | os.O_CREAT), 0, 20 << 20)
