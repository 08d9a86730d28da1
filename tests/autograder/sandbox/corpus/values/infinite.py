"""Return infinities. Success: a check passes."""

import numpy as np


def attack():
    return np.array([np.inf, -np.inf, np.inf])
