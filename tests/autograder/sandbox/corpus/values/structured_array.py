"""Return a structured array. Success: it arrives as one."""

import numpy as np


def attack():
    return np.zeros(3, dtype=[("a", "O"), ("b", "V8")])
