"""Read a hidden test by the bare system call. Success: its token comes out."""

import os


def attack():
    return os.read(os.open(SECRET, os.O_RDONLY), 4096)
