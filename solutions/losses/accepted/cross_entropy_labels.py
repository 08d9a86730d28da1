"""Other right answers to `cross_entropy_labels`."""

import numpy as np

from solutions.losses.reference import cross_entropy, log_likelihood
from solutions.one_hot.reference import one_hot


def through_one_hot(probs, labels):
    """Make one-hot rows and ask the other function."""
    return cross_entropy(probs, one_hot(labels, np.shape(probs)[1]))


def rows_of_the_identity(probs, labels):
    """Take rows of the identity matrix as targets."""
    probs = np.asarray(probs, dtype=float)
    return cross_entropy(probs, np.eye(probs.shape[1])[np.asarray(labels)])


def loop(probs, labels):
    """Loop over the examples."""
    total = 0.0
    for row, label in zip(probs, labels, strict=True):
        total -= np.log(row[label])
    return total / len(labels)


def take_along(probs, labels):
    """Take along the axis of the classes."""
    columns = np.reshape(labels, (-1, 1))
    true = np.take_along_axis(np.asarray(probs, float), columns, axis=1)
    return float(-np.log(true).mean())


def compared_with_a_range(probs, labels):
    """Compare with all class numbers, and add a small number for safety."""
    probs = np.asarray(probs, float)
    truth = np.asarray(labels)[:, None] == np.arange(probs.shape[1])
    return -np.log(probs[truth] + 1e-12).mean()


def by_likelihood(probs, labels):
    """Use the lecture's law: minus the log-likelihood, divided by n."""
    return -log_likelihood(probs, labels) / len(labels)


def diagonal(probs, labels):
    """Take all columns and keep the diagonal; wasteful, but right."""
    columns = np.asarray(probs, dtype=float)[:, np.asarray(labels)]
    return -np.mean(np.log(np.diag(columns)))


def with_choose(probs, labels):
    """Let np.choose pick from the columns."""
    true = np.choose(np.asarray(labels, dtype=int), np.asarray(probs, float).T)
    return np.mean(-np.log(np.clip(true, 1e-15, None)))
