"""Other right answers to `gradient_ratio`."""

import numpy as np

from solutions.gradients.reference import (
    cross_entropy_grad_logits,
    mse_grad_logits,
    mse_grad_probs,
    softmax_backward,
)
from solutions.one_hot.reference import one_hot, softmax


def closed_form(gap):
    """Use the law that the lengths obey."""
    return np.cosh(gap / 2) ** 2


def roots_of_sums(gap):
    """Write the lengths as roots of sums of squares, on lists."""
    logits, targets = [[-gap / 2, gap / 2, -1000]], [[1, 0, 0]]
    steep = np.sum(np.square(cross_entropy_grad_logits(logits, targets)))
    flat = np.sum(np.square(mse_grad_logits(logits, targets)))
    return np.sqrt(steep / flat)


def shifted(gap):
    """Shift all logits: softmax does not mind."""
    logits, targets = np.array([[0.0, gap, -990.0]]), one_hot([0], 3)
    steep = np.linalg.norm(cross_entropy_grad_logits(logits, targets), axis=1)
    flat = np.linalg.norm(mse_grad_logits(logits, targets), axis=1)
    return np.array((steep / flat)[0])


def through_softmax_backward(gap):
    """Go through the probabilities for MSE."""
    logits, targets = np.array([[-gap / 2, gap / 2, -1000.0]]), one_hot([0], 3)
    probs = softmax(logits)
    flat = softmax_backward(probs, mse_grad_probs(probs, targets))
    return float(np.linalg.norm(probs - targets) / np.linalg.norm(flat))


def from_the_probabilities(gap):
    """Use the two probabilities that are not zero."""
    right, wrong, _ = softmax([-gap / 2, gap / 2, -1000.0])
    return 1 / (4 * right * wrong)


def in_a_larger_batch(gap):
    """Measure on a batch of five equal rows: both losses are means."""
    logits = np.tile([-gap / 2, gap / 2, -1000.0], (5, 1))
    targets = one_hot(np.zeros(5, dtype=int), 3)
    steep = cross_entropy_grad_logits(logits, targets).ravel()
    flat = mse_grad_logits(logits, targets).ravel()
    return float(np.sqrt(steep @ steep) / np.sqrt(flat @ flat))
