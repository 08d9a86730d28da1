"""Return nan, which no comparison catches. Success: a check passes."""

import numpy as np


def attack():
    return np.full(3, np.nan)
