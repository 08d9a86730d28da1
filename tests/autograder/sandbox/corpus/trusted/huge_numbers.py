"""Return numbers at the edge of what can be drawn. Success: drawing takes for ever."""

import numpy as np


def attack():
    return np.array([1.7e308, -1.7e308, 5e-324])
