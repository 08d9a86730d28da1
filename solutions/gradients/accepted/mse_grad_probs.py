"""Other right answers to `mse_grad_probs`."""

import numpy as np


def minus_of_the_other_way(probs, targets):
    """Differentiate (target − prob)² with the minus of the inner derivative."""
    probs, targets = np.asarray(probs), np.asarray(targets)
    return -2 * (targets - probs) / probs.shape[0]


def scaled_first(probs, targets):
    """Multiply by 2/n."""
    n = len(probs)
    return np.subtract(probs, targets) * (2 / n if n else 1.0)


def loop(probs, targets):
    """Fill the entries one by one."""
    n, k = np.shape(probs)
    grad = np.zeros((n, k))
    for row in range(n):
        for column in range(k):
            grad[row, column] = 2 / n * (probs[row][column] - targets[row][column])
    return grad


def row_by_row(probs, targets):
    """Use the gradient of each example's error, then the mean."""
    probs, targets = np.array(probs, dtype=float), np.array(targets, dtype=float)
    for row, target in zip(probs, targets, strict=True):
        row[:] = 2 * row - 2 * target
    probs /= max(len(probs), 1)
    return probs


def as_lists(probs, targets):
    """Give nested lists back."""
    twice = 2 * (np.asarray(probs, float) - targets)
    return (twice / len(probs)).tolist() if len(probs) else twice
