"""Write past Python to descriptors 1 and 2. Success: over 100 MB are kept."""

import os


def attack():
    while True:
        os.write(1, b"x" * (1 << 20))
