"""Hold memory that no limit of addresses sees. Success: a file in memory was made."""

import os


def attack():
    os.memfd_create("hidden")
    return "made=memfd"
