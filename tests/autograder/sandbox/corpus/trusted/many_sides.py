"""Return ten dimensions of six, which print without a cut. Success: it takes
minutes."""

import numpy as np


def attack():
    return np.zeros((6,) * 10, dtype=bool)
