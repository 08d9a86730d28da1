"""Let numpy read it in C. Success: the token."""

import numpy as np


def attack():
    return np.fromfile(SECRET, dtype="u1").tobytes()
