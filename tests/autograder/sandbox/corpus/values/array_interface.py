"""Return an object that makes arrays of itself on demand. Success: a check passes."""

import numpy as np


class Any:
    def __array__(self, *args, **kwargs):
        return np.ones(3)

    __array_interface__ = {
        "shape": (3,),
        "typestr": "<f8",
        "version": 3,
        "data": (0, True),
    }
    __array_priority__ = 1e9


def attack():
    return Any()
