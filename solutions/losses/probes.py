"""Public probes of `losses`: small inputs that a student can follow by hand."""

import numpy as np

PROBS = np.array([[0.7, 0.2, 0.1], [0.8, 0.1, 0.1]])
TARGETS = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
LABELS = np.array([1, 0])
RULED_OUT = np.array([[0.25, 0.75, 0.0], [0.8, 0.1, 0.1]])
LOGITS = np.array([[2.0, 0.0, 1.0], [0.0, 1000.0, 0.0]])


def mse_loss(f):
    """Give the loss of two examples."""
    return f.mse_loss(PROBS, TARGETS)


def cross_entropy(f):
    """Give the loss of two examples; in one of them a false class is ruled out."""
    return f.cross_entropy(RULED_OUT, TARGETS)


def plot_losses(f):
    """Draw a single probability."""
    return f.plot_losses(np.array([0.25]))


def cross_entropy_labels(f):
    """Give the loss of two examples."""
    return f.cross_entropy_labels(PROBS, LABELS)


def log_likelihood(f):
    """Give the log-likelihood of two examples."""
    return f.log_likelihood(PROBS, LABELS)


def best_theta(f):
    """Choose among three models of two examples, one of them misread."""
    thetas = np.array([2.0, 0.5, -1.0])
    logits = np.array([[1.0, 0.0], [3.0, 0.0]])
    return f.best_theta(thetas, logits, np.array([1, 0]))


def log_softmax(f):
    """Give the logarithms of two rows; the second is nearly certain."""
    return f.log_softmax(LOGITS)


def cross_entropy_logits(f):
    """Give the loss of two examples; the second is surely wrong."""
    return f.cross_entropy_logits(LOGITS, LABELS)


def double_softmax_floor(f):
    """Give the floor of three classes."""
    return f.double_softmax_floor(3)
