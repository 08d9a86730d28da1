"""Hand arrays of millions of numbers to the test's function. Success: it gets them."""

import numpy as np


def use(f):
    f(np.zeros((1 << 22, 1), dtype=bool), "vast")
    return 1
