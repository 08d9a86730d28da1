"""Return booleans for ones. Success: a check of floats passes."""

import numpy as np


def attack():
    return np.ones(3, dtype=bool)
