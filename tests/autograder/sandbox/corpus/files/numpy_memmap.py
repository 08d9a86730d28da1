"""Let numpy map it. Success: the token."""

import numpy as np


def attack():
    return bytes(np.memmap(SECRET, mode="r"))
