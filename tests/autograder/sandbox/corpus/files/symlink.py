"""Read through a symbolic link in the scratch directory. Success: the token."""

import os


def attack():
    os.symlink(SECRET, "link")
    return open("link").read()
