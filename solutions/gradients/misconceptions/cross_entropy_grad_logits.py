"""Wrong answers to `cross_entropy_grad_logits`, each with what to say about it."""

import numpy as np

from solutions.gradients.reference import cross_entropy_grad_probs, softmax_backward
from solutions.one_hot.reference import softmax


def gradient_of_the_sum(logits, targets):
    """The loss of a batch is the sum of the examples' losses.

    Hint: A batch of one is right; larger ones are n times too long. The loss is the
    mean over the examples.
    """
    return softmax(logits) - np.asarray(targets, float)


def sign_flipped(logits, targets):
    """The gradient points to the target.

    Hint: All signs are the wrong way round: training would raise the loss.
    """
    return (np.asarray(targets, float) - softmax(logits)) / len(logits)


def the_long_way(logits, targets):
    """Two right steps in a row are right.

    Hint: For healthy logits this is right. For logits 1000 apart you divide by a
    probability that is rounded to 0, then multiply by it. Cancel it on paper.
    """
    probs = softmax(logits)
    return softmax_backward(probs, cross_entropy_grad_probs(probs, targets))


def no_max_subtraction(logits, targets):
    """The exponentials can be taken as they are.

    Hint: For large logits `exp` overflows and the result is nan. The given softmax
    copes; use it, or do as it does.
    """
    powers = np.exp(np.asarray(logits, float))
    probs = powers / powers.sum(axis=1, keepdims=True)
    return (probs - np.asarray(targets, float)) / len(probs)


def subtracts_the_batch_maximum(logits, targets):
    """One maximum is good for the whole batch.

    Hint: A row far below the others underflows to 0/0. Each row needs its own maximum.
    """
    logits = np.asarray(logits, float)
    powers = np.exp(logits - logits.max(initial=-np.inf))
    probs = powers / powers.sum(axis=1, keepdims=True)
    return (probs - np.asarray(targets, float)) / len(probs)


def stops_at_the_probabilities(logits, targets):
    """The gradient in the probabilities is that in the logits.

    Hint: You stop at the probabilities. Softmax lies between them and the logits.
    """
    return cross_entropy_grad_probs(softmax(logits), targets)


def true_class_only(logits, targets):
    """Only the true class has a slope.

    Hint: The false classes do not stand in the loss, but their logits stand in
    softmax's denominator. Do your rows sum to 0?
    """
    targets = np.asarray(targets, float)
    return targets * (softmax(logits) - 1) / len(targets)


def forgets_the_softmax(logits, targets):
    """The logits are the prediction.

    Hint: You compare the raw logits with the target. The loss sees their softmax.
    """
    return (np.asarray(logits, float) - np.asarray(targets, float)) / len(logits)


def softmax_twice(logits, targets):
    """One more softmax does no harm.

    Hint: Your gradient is too even, as if softmax had been applied twice.
    """
    return (softmax(softmax(logits)) - np.asarray(targets, float)) / len(logits)


def softmax_over_the_batch(logits, targets):
    """Softmax goes down the columns.

    Hint: Rows are examples: the probabilities sum to 1 along each row.
    """
    probs = softmax(logits, axis=0) if len(logits) else np.asarray(logits)
    return (probs - np.asarray(targets, float)) / len(logits)


def sigmoid_for_each_class(logits, targets):
    """Each class has a sigmoid of its own.

    Hint: These are sigmoids, one for each class. With more than two classes softmax is
    something else.
    """
    squashed = np.exp(-np.logaddexp(0.0, -np.asarray(logits, float)))
    return (squashed - np.asarray(targets, float)) / len(squashed)


def clipped_probabilities(logits, targets):
    """Probabilities are kept away from 0 and 1.

    Hint: Where the network is sure, your gradient is cut off. Nothing need be clipped
    here.
    """
    probs = np.clip(softmax(logits), 1e-7, 1 - 1e-7)
    return (probs - np.asarray(targets, float)) / len(probs)


def clipped_gradient(logits, targets):
    """A gradient is clipped so that training does not blow up.

    Hint: No entry of yours is beyond 0.1. Clipping is the business of the training
    step, and not asked for here.
    """
    grad = (softmax(logits) - np.asarray(targets, float)) / len(logits)
    return np.clip(grad, -0.1, 0.1)


def gradient_of_mse(logits, targets):
    """All losses have the same gradient.

    Hint: This is the gradient of the mean square error.
    """
    probs, targets = softmax(logits), np.asarray(targets, float)
    return softmax_backward(probs, 2 * (probs - targets) / len(probs))


def mean_over_classes(logits, targets):
    """The mean runs over the classes.

    Hint: You divided by the number of columns. With n = k nobody would notice.
    """
    probs = softmax(logits)
    return (probs - np.asarray(targets, float)) / probs.shape[1]


def single_precision(logits, targets):
    """Single precision is exact enough for learning.

    Hint: Your result has seven digits. The arguments had sixteen.
    """
    probs = softmax(logits).astype(np.float32)
    return (probs - np.asarray(targets, dtype=np.float32)) / np.float32(len(probs))
