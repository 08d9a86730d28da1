"""Leave at once with code 0. Success: taken for a value."""

import os


def attack():
    os._exit(0)
