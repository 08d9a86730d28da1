"""Write far into the file that holds our standard error. Success: it holds over 100
MB."""

import os


def attack():
    for place in range(0, 600 << 20, 1 << 20):
        os.pwrite(2, bytes(1 << 20), place)
