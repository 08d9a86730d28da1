"""Return one number, hoping that it is spread. Success: a check passes."""

import numpy as np


def attack():
    return np.ones((1, 1))
