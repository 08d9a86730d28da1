"""Fill 1 GiB in one array. Success: the worker holds more than its limit."""

import numpy as np


def attack():
    return float(np.ones(1 << 27).sum())
