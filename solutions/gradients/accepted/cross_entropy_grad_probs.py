"""Other right answers to `cross_entropy_grad_probs`."""

import numpy as np


def by_labels(probs, targets):
    """Find the true classes and fill in their entries."""
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    n = len(probs)
    grad = np.zeros(probs.shape)
    rows, labels = np.nonzero(targets)
    grad[rows, labels] = -1 / (n * probs[rows, labels])
    return grad


def divide_where(probs, targets):
    """Divide where there is something to divide."""
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    grad = np.zeros(probs.shape)
    np.divide(-targets, probs, out=grad, where=targets > 0)
    return grad / max(len(probs), 1)


def with_a_tiny_epsilon(probs, targets):
    """Add 1e-12 for safety."""
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -targets / (probs + 1e-12) / len(probs)


def loop(probs, targets):
    """Loop over the rows and look for the 1."""
    n, k = np.shape(probs)
    grad = np.zeros((n, k))
    for row in range(n):
        for column in range(k):
            if targets[row][column]:
                grad[row, column] = -targets[row][column] / probs[row][column] / n
    return grad


def cleans_nan_up(probs, targets):
    """Divide first and clean up then; warnings cost nothing."""
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    with np.errstate(all="ignore"):
        grad = -(targets / probs) / len(probs)
    return np.where(targets == 0, 0.0, grad)


def clipped_at_a_tiny_number(probs, targets):
    """Clip far below any probability that is asked for."""
    probs = np.clip(np.asarray(probs, dtype=float), 1e-15, None)
    return np.negative(targets) / probs * (1 / max(len(probs), 1))
