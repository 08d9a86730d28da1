"""Return an array of objects with methods. Success: one of them arrives."""

import numpy as np


class Lies:
    def __eq__(self, other):
        return True

    def __float__(self):
        return 1.0


def attack():
    return np.array([Lies(), Lies(), Lies()], dtype=object)
