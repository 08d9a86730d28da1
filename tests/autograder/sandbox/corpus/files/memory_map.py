"""Map the hidden file instead of reading it. Success: the token."""

import mmap
import os


def attack():
    return mmap.mmap(os.open(SECRET, 0), 0, prot=mmap.PROT_READ)[:]
