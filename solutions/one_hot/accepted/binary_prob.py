"""Other right answers to `binary_prob`."""

import math

import numpy as np

from solutions.one_hot.reference import prob_ratio, sigmoid, softmax


def through_softmax(y1, y2):
    """Take the first probability of softmax."""
    return softmax([y1, y2])[0]


def through_sigmoid(y1, y2):
    """Put the difference into the sigmoid."""
    return sigmoid(np.subtract(y1, y2, dtype=float))


def through_the_ratio(y1, y2):
    """Use how many times as probable the second class is."""
    return 1 / (1 + prob_ratio(y2, y1)) if np.isfinite(np.exp(y2 - y1)) else 0.0


def larger_subtracted(y1, y2):
    """Subtract the larger logit from both."""
    top = max(y1, y2)
    first, second = math.exp(y1 - top), math.exp(y2 - top)
    return first / (first + second)


def two_cases(y1, y2):
    """Take the exponential of whichever difference is not positive."""
    if y1 > y2:
        return 1 / (1 + np.exp(float(y2 - y1)))
    odds = np.exp(float(y1 - y2))
    return np.array(odds / (1 + odds))


def in_log_space(y1, y2):
    """Subtract the log of the sum of both exponentials."""
    return float(np.exp(y1 - np.logaddexp(y1, y2)))
