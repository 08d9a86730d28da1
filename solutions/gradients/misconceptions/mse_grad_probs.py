"""Wrong answers to `mse_grad_probs`, each with what to say about it."""

import numpy as np


def gradient_of_the_sum(probs, targets):
    """The loss of a batch is the sum of the examples' losses.

    Hint: A batch of one is right; larger ones are n times too long. The loss is the
    mean over the examples.
    """
    return 2 * (np.asarray(probs, float) - np.asarray(targets, float))


def with_a_half(probs, targets):
    """The square has a ½ in front, to make the 2 vanish.

    Hint: Everything is half as long as it should be. This loss has no ½ in it.
    """
    return (np.asarray(probs, float) - np.asarray(targets, float)) / len(probs)


def mean_over_everything(probs, targets):
    """The mean runs over all n · k entries.

    Hint: You are too small by the number of classes: the mean is over the examples,
    over the classes it is a sum.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return 2 * (probs - targets) / max(probs.size, 1)


def mean_over_classes(probs, targets):
    """The mean runs over the classes.

    Hint: You divided by the number of columns. With n = k nobody would notice.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return 2 * (probs - targets) / probs.shape[1]


def sign_flipped(probs, targets):
    """The error is target minus prediction, and so is its gradient.

    Hint: All signs are the wrong way round. What does the inner derivative add?
    """
    return 2 * (np.asarray(targets, float) - np.asarray(probs, float)) / len(probs)


def true_class_only(probs, targets):
    """Only the true class counts, as in cross-entropy.

    Hint: The sum in the lecture's e runs over all the classes: a wrong class with a
    probability above 0 is an error too.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return 2 * targets * (probs - targets) / len(probs)


def absolute_error(probs, targets):
    """The slope of an error is its sign.

    Hint: Your gradient does not get shorter as the prediction gets better: that is the
    slope of the absolute error.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return 2 * np.sign(probs - targets) / len(probs)


def the_loss_itself(probs, targets):
    """The squared errors are the gradient.

    Hint: These are the squared errors. The question is how fast they change.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return (probs - targets) ** 2 / len(probs)


def through_softmax_too(probs, targets):
    """The gradient goes back to the logits.

    Hint: You went one step too far: this exercise stops at the probabilities.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    upstream = 2 * (probs - targets) / len(probs)
    return probs * (upstream - np.sum(probs * upstream, axis=1, keepdims=True))


def writes_into_probs(probs, targets):
    """The probabilities are not needed any more.

    Hint: Your function changes `probs`. Use `a - b` instead of `a -= b`.
    """
    probs = np.asarray(probs, float)
    probs -= np.asarray(targets, float)
    probs *= 2 / max(len(probs), 1)
    return probs


def targets_are_labels(probs, targets):
    """The targets are class numbers.

    Hint: The targets are one-hot rows already, not class numbers.
    """
    probs = np.array(probs, dtype=float)
    labels = np.asarray(targets, dtype=int)[:, 0]
    probs[np.arange(len(probs)), labels] -= 1
    return 2 * probs / len(probs)
