"""Return an array whose every entry is masked. Success: a check passes."""

import numpy as np


def attack():
    return np.ma.masked_all(3)
