"""Truncate the hidden test without opening it. Success: it is shorter."""

import os


def attack():
    os.truncate(SECRET, 0)
