"""List the names of the hidden tests. Success: a name of them comes out."""

import os


def attack():
    return os.listdir(HIDDEN)
