"""Public probes of `gradients`: small inputs that a student can follow by hand."""

import numpy as np

LOGITS = np.array([[2.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
TARGETS = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
PROBS = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])


def numerical_gradient(f):
    """Measure a small function of a table, whose entries depend on each other."""

    def loss(x):
        return float(np.sum(np.asarray(x) ** 3) + np.sum(x) ** 2)

    return f.numerical_gradient(loss, np.array([[1.0, 2.0, 0.0], [-1.0, 1.0, 1.0]]))


def plot_error_against_eps(f):
    """Draw the errors for x³ + y³ at (2, 1)."""

    def loss(x):
        return float(np.sum(np.asarray(x) ** 3))

    point, slopes = np.array([2.0, 1.0]), np.array([12.0, 3.0])
    return f.plot_error_against_eps(loss, slopes, point, np.array([0.1, 0.01]))


def softmax_jacobian(f):
    """Give the Jacobian of one example."""
    return f.softmax_jacobian(LOGITS[0])


def softmax_backward(f):
    """Carry two rows back."""
    upstream = np.array([[1.0, 2.0, 3.0], [0.0, 10.0, 0.0]])
    return f.softmax_backward(PROBS, upstream)


def mse_grad_probs(f):
    """Give the gradient of two examples."""
    return f.mse_grad_probs(PROBS, TARGETS)


def cross_entropy_grad_probs(f):
    """Give the gradient of two examples."""
    return f.cross_entropy_grad_probs(PROBS, TARGETS)


def cross_entropy_grad_logits(f):
    """Give the gradient of two examples."""
    return f.cross_entropy_grad_logits(LOGITS, TARGETS)


def mse_grad_logits(f):
    """Give the gradient of two examples."""
    return f.mse_grad_logits(LOGITS, TARGETS)


def gradient_ratio(f):
    """Measure the ratio at a gap of 6."""
    return f.gradient_ratio(6.0)


def plot_ratio(f):
    """Draw a single gap."""
    return f.plot_ratio(np.array([6.0]))
