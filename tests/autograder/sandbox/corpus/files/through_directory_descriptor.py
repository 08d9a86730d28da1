"""Open the folder as O_PATH and the file relative to it. Success: the token."""

import os


def attack():
    folder = os.open(HIDDEN, os.O_PATH)
    return os.read(os.open(os.path.basename(SECRET), 0, dir_fd=folder), 4096)
