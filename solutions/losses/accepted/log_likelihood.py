"""Other right answers to `log_likelihood`."""

import math

import numpy as np
from scipy.special import xlogy

from solutions.losses.reference import cross_entropy_labels
from solutions.one_hot.reference import one_hot


def loop(probs, labels):
    """Loop over the examples and add logarithms up."""
    total = 0.0
    for row, label in zip(probs, labels, strict=True):
        total += np.log(row[label])
    return total


def minus_n_times_the_loss(probs, labels):
    """Use the lecture's law; an empty batch by itself."""
    n = len(labels)
    return -n * cross_entropy_labels(probs, labels) if n else 0.0


def fsum_of_logs(probs, labels):
    """Sum exactly with the math module."""
    true = [float(row[label]) for row, label in zip(probs, labels, strict=True)]
    return math.fsum(math.log(p) if p > 0 else -math.inf for p in true)


def targets_and_xlogy(probs, labels):
    """Multiply one-hot targets with logarithms, as scipy does it."""
    probs = np.asarray(probs, dtype=float)
    return xlogy(one_hot(labels, probs.shape[1]), probs).sum()


def mask(probs, labels):
    """Pick with a mask; a tiny epsilon for safety."""
    probs = np.asarray(probs, dtype=float)
    truth = np.arange(probs.shape[1]) == np.asarray(labels).reshape(-1, 1)
    return np.log(probs[truth] + 1e-12).sum()


def take_along(probs, labels):
    """Take along the classes and sum in one go."""
    labels = np.asarray(labels, dtype=int)[:, np.newaxis]
    true = np.take_along_axis(np.asarray(probs, float), labels, axis=-1)
    return float(np.sum(np.log(np.maximum(true, 1e-300))))


def product_in_pieces(probs, labels):
    """Multiply mantissas and add the exponents up, so that nothing underflows."""
    mantissa, exponent = 1.0, 0
    for row, label in zip(probs, labels, strict=True):
        mantissa, power = math.frexp(mantissa * float(row[label]))
        exponent += power
    if mantissa == 0:
        return -math.inf
    return math.log(mantissa) + exponent * math.log(2)
