"""Other right answers to `prob_ratio`."""

import math

import numpy as np

from solutions.one_hot.reference import softmax


def exponential(y_i, y_j):
    """Take the exponential of the difference with the standard library."""
    return math.exp(y_i - y_j)


def through_softmax(y_i, y_j):
    """Divide the probabilities of a softmax over the two."""
    p = softmax(np.array([y_i, y_j]))
    return p[0] / p[1]


def through_a_list(y_i, y_j):
    """Unpack the probabilities; a numpy number comes back."""
    p_i, p_j = softmax([y_i, y_j])
    return np.divide(p_i, p_j)


def larger_first(y_i, y_j):
    """Treat the two directions by themselves."""
    if y_i >= y_j:
        return np.exp(y_i - y_j)
    return 1 / np.exp(y_j - y_i)


def power_of_e(y_i, y_j):
    """Raise e to the difference; an array without axes comes back."""
    return np.array(np.e ** (float(y_i) - float(y_j)))


def with_expm1(y_i, y_j):
    """Add one to what is missing to one."""
    return 1.0 + np.expm1(y_i - y_j) if abs(y_i - y_j) < 1 else np.exp(y_i - y_j)
