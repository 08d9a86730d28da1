"""Return 100,000 small arrays, each printed in full. Success: it takes minutes."""

import numpy as np


def attack():
    return [np.arange(300, dtype=bool) for _ in range(100_000)]
