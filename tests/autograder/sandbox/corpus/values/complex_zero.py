"""Return complex numbers with the right real part. Success: a check passes."""

import numpy as np


def attack():
    return np.ones(3) + 1e-300j
