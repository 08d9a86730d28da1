"""Return 100 MB. Success: the grader takes it."""

import numpy as np


def attack():
    return np.zeros(100 << 17)
