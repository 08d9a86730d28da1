"""Wrong answers to `cross_entropy_grad_probs`, each with what to say about it."""

import numpy as np


def gradient_of_the_sum(probs, targets):
    """The loss of a batch is the sum of the examples' losses.

    Hint: A batch of one is right; larger ones are n times too long. The loss is the
    mean over the examples.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -targets / np.where(targets > 0, probs, 1.0)


def zero_over_zero(probs, targets):
    """A division takes care of itself.

    Hint: Where a false class has probability 0 you divide 0 by 0, which is nan.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -targets / probs / len(probs)


def sign_flipped(probs, targets):
    """The slope of a logarithm is positive.

    Hint: The sign is the wrong way round: a more probable true class makes the loss
    smaller.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return targets / np.where(targets > 0, probs, 1.0) / len(probs)


def false_classes_too(probs, targets):
    """The false classes are pushed down by 1/(1 − y′).

    Hint: The false classes do not stand in this loss, so their slopes are 0. Yours is
    the gradient of two-class cross-entropies, one for each class.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    safe = np.clip(probs, 1e-12, 1 - 1e-12)
    return (-targets / safe + (1 - targets) / (1 - safe)) / len(probs)


def every_class_counts(probs, targets):
    """The slope of −ln y′ counts for every class.

    Hint: Each class is multiplied by its target in the loss. What happens to the false
    ones?
    """
    probs = np.asarray(probs, float) + 0.0 * np.asarray(targets, float)
    return -1 / np.maximum(probs, 1e-300) / len(probs)


def softmax_minus_target(probs, targets):
    """The gradient of cross-entropy is the well-known short one.

    Hint: The short formula you know belongs to the logits. Here stop at the
    probabilities.
    """
    return (np.asarray(probs, float) - np.asarray(targets, float)) / len(probs)


def clipped_at_1e_7(probs, targets):
    """A clipped probability does no harm.

    Hint: Below 1e-7 your gradient stops growing. There the network is most wrong and
    needs it most.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -targets / np.clip(probs, 1e-7, 1.0) / len(probs)


def epsilon_too_large(probs, targets):
    """A small epsilon in the denominator does no harm.

    Hint: Your epsilon can be seen. 1e-12 would be small enough.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -targets / (probs + 1e-8) / len(probs)


def log_instead_of_its_slope(probs, targets):
    """The gradient is the logarithm at the true class.

    Hint: These are the losses of the examples. The question is how fast they change.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return targets * np.log(np.where(targets > 0, probs, 1.0)) / len(probs)


def mean_over_classes(probs, targets):
    """The mean runs over the classes.

    Hint: You divided by the number of columns. With n = k nobody would notice.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -targets / np.where(targets > 0, probs, 1.0) / probs.shape[1]


def mean_over_everything(probs, targets):
    """The mean runs over all n · k entries.

    Hint: You are too small by the number of classes: over the classes it is a sum.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -targets / np.where(targets > 0, probs, 1.0) / max(probs.size, 1)


def logarithm_to_base_two(probs, targets):
    """Information is measured in bits.

    Hint: Everything is off by the same factor, 1.44: the lecture's logarithm is the
    natural one.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -targets / np.where(targets > 0, probs, 1.0) / len(probs) / np.log(2)
