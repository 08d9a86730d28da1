"""Change the mode of the folder by its descriptor. Success: its mode changed."""

import os


def attack():
    os.fchmod(os.open(HIDDEN, 0), 0o777)
