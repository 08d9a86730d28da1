"""Let `sendfile` read it. Success: the token."""

import os


def attack():
    target = os.open("copy", os.O_RDWR | os.O_CREAT)
    os.sendfile(target, os.open(SECRET, 0), 0, 4096)
    return os.pread(target, 4096, 0)
