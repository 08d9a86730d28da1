"""Return dates and durations. Success: a check passes."""

import numpy as np


def attack():
    return np.array([1, 1, 1], dtype="m8[s]")
