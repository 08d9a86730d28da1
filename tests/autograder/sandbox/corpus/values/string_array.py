"""Return numbers as text. Success: a check passes."""

import numpy as np


def attack():
    return np.array(["1.0", "1.0", "1.0"])
