"""Copy inside the kernel, without a read. Success: the token."""

import os


def attack():
    source, target = os.open(SECRET, 0), os.open("copy", os.O_RDWR | os.O_CREAT)
    os.copy_file_range(source, target, 4096)
    return os.pread(target, 4096, 0)
