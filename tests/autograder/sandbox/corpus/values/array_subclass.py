"""Return an array that is close to everything. Success: a check passes."""

import numpy as np


class Near(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return np.True_

    def __array_function__(self, *args, **kwargs):
        return True


def attack():
    return np.zeros(3).view(Near)
