"""Climb out of the scratch directory by `..`. Success: the token comes out."""

import os


def attack():
    return os.read(os.open("../" * 30 + SECRET, os.O_RDONLY), 4096)
