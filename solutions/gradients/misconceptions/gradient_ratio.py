"""Wrong answers to `gradient_ratio`, each with what to say about it."""

import numpy as np

from solutions.gradients.reference import (
    cross_entropy_grad_logits,
    cross_entropy_grad_probs,
    mse_grad_logits,
    mse_grad_probs,
)
from solutions.losses.reference import cross_entropy, mse_loss
from solutions.one_hot.reference import one_hot, softmax


def upside_down(gap):
    """How much steeper means MSE divided by cross-entropy.

    Hint: Your ratio gets smaller with the gap. Which length is divided by which?
    """
    logits, targets = np.array([[-gap / 2, gap / 2, -1000.0]]), one_hot([0], 3)
    flat = np.linalg.norm(mse_grad_logits(logits, targets))
    return float(flat / np.linalg.norm(cross_entropy_grad_logits(logits, targets)))


def gap_to_either_side(gap):
    """The logits are −gap and gap.

    Hint: Your two logits lie twice the gap apart.
    """
    logits, targets = np.array([[-gap, gap, -1000.0]]), one_hot([0], 3)
    steep = np.linalg.norm(cross_entropy_grad_logits(logits, targets))
    return float(steep / np.linalg.norm(mse_grad_logits(logits, targets)))


def squared_lengths(gap):
    """The sum of squares is the length.

    Hint: Your ratio is the square of the one asked for. A length is the root of the sum
    of the squares.
    """
    logits, targets = np.array([[-gap / 2, gap / 2, -1000.0]]), one_hot([0], 3)
    steep = np.sum(cross_entropy_grad_logits(logits, targets) ** 2)
    return float(steep / np.sum(mse_grad_logits(logits, targets) ** 2))


def in_the_probabilities(gap):
    """The gradient in the probabilities will do.

    Hint: You measure before softmax, in the probabilities. Training moves the logits.
    """
    probs, targets = softmax([[-gap / 2, gap / 2, -1000.0]]), one_hot([0], 3)
    steep = np.linalg.norm(cross_entropy_grad_probs(probs, targets))
    return float(steep / np.linalg.norm(mse_grad_probs(probs, targets)))


def third_logit_at_zero(gap):
    """The third class does not matter.

    Hint: The third logit is −1000, not 0: that class takes no part.
    """
    logits, targets = np.array([[-gap / 2, gap / 2, 0.0]]), one_hot([0], 3)
    steep = np.linalg.norm(cross_entropy_grad_logits(logits, targets))
    return float(steep / np.linalg.norm(mse_grad_logits(logits, targets)))


def third_class_is_true(gap):
    """Any class but the second is wrongly rejected.

    Hint: The true class is the first one.
    """
    logits, targets = np.array([[-gap / 2, gap / 2, -1000.0]]), one_hot([2], 3)
    steep = np.linalg.norm(cross_entropy_grad_logits(logits, targets))
    flat = np.linalg.norm(mse_grad_logits(logits, targets))
    return float(steep / max(flat, 1e-300))


def ratio_of_the_losses(gap):
    """The ratio of the losses says how steep they are.

    Hint: You divide the losses, not the lengths of their gradients.
    """
    probs, targets = softmax([[-gap / 2, gap / 2, -1000.0]]), one_hot([0], 3)
    return float(cross_entropy(probs, targets) / mse_loss(probs, targets))


def exponential_of_the_gap(gap):
    """A straight line on a log scale is an exponential.

    Hint: The slope for wide gaps is right. At a gap of 0 the ratio is 1, and for wide
    gaps it is not the exponential itself: measure.
    """
    return float(np.exp(gap))


def quarter_of_the_exponential(gap):
    """What holds for wide gaps holds for all.

    Hint: Right for wide gaps; at small ones the line is not straight. Measure.
    """
    return float(np.exp(gap) / 4)


def sums_of_entries(gap):
    """The sum of the entries is their size.

    Hint: The entries of these gradients sum to 0, so you divide rounding errors.
    """
    logits, targets = np.array([[-gap / 2, gap / 2, -1000.0]]), one_hot([0], 3)
    steep = np.sum(cross_entropy_grad_logits(logits, targets)) + 1e-12
    return float(steep / (np.sum(mse_grad_logits(logits, targets)) + 1e-12))


def guarded_denominator(gap):
    """An epsilon keeps the division safe.

    Hint: For wide gaps the MSE gradient is as small as your epsilon, and the ratio
    stops growing. The denominator is never 0 here.
    """
    logits, targets = np.array([[-gap / 2, gap / 2, -1000.0]]), one_hot([0], 3)
    steep = np.linalg.norm(cross_entropy_grad_logits(logits, targets))
    return float(steep / (np.linalg.norm(mse_grad_logits(logits, targets)) + 1e-8))


def an_array_of_one(gap):
    """One row in, one row out.

    Hint: The numbers are right, but each comes in an array of one. One number is asked
    for.
    """
    logits, targets = np.array([[-gap / 2, gap / 2, -1000.0]]), one_hot([0], 3)
    steep = np.linalg.norm(cross_entropy_grad_logits(logits, targets), axis=1)
    return steep / np.linalg.norm(mse_grad_logits(logits, targets), axis=1)


def half_of_an_integer_is_one(gap):
    """Half of an integer is an integer.

    Hint: Half of 7 is 3.5. With `//` it is 3.
    """
    half = gap // 2 if isinstance(gap, int) else gap / 2
    logits, targets = np.array([[-half, half, -1000.0]]), one_hot([0], 3)
    steep = np.linalg.norm(cross_entropy_grad_logits(logits, targets))
    return float(steep / np.linalg.norm(mse_grad_logits(logits, targets)))
