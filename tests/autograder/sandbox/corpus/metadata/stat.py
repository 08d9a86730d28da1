"""Ask for size and time of a guessed hidden file. Success: its size comes out."""

import os


def attack():
    return f"size={os.stat(SECRET).st_size}"
