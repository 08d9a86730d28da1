"""Wrong answers to `mse_grad_logits`, each with what to say about it."""

import numpy as np

from solutions.gradients.reference import mse_grad_probs, softmax_backward
from solutions.one_hot.reference import softmax


def gradient_of_the_sum(logits, targets):
    """The loss of a batch is the sum of the examples' losses.

    Hint: A batch of one is right; larger ones are n times too long. The loss is the
    mean over the examples.
    """
    probs, targets = softmax(logits), np.asarray(targets, float)
    return softmax_backward(probs, 2 * (probs - targets))


def sign_flipped(logits, targets):
    """The gradient points to the target.

    Hint: All signs are the wrong way round: from a healthy start, training would raise
    the loss. On the plateau nobody would notice.
    """
    probs = softmax(logits)
    return -softmax_backward(probs, mse_grad_probs(probs, targets))


def stops_at_the_probabilities(logits, targets):
    """The gradient in the probabilities is that in the logits.

    Hint: You stop at the probabilities. Softmax lies between them and the logits, and
    it is what makes MSE flat.
    """
    return mse_grad_probs(softmax(logits), targets)


def diagonal_jacobian(logits, targets):
    """Softmax is a sigmoid for each class.

    Hint: You use the diagonal of softmax's Jacobian only: each logit moves all the
    probabilities. Do your rows sum to 0?
    """
    probs = softmax(logits)
    return mse_grad_probs(probs, targets) * probs * (1 - probs)


def forgets_the_mean(logits, targets):
    """Backwards through softmax means times its output.

    Hint: Your rows do not sum to 0. The part that is common to the whole row is
    missing.
    """
    probs = softmax(logits)
    return mse_grad_probs(probs, targets) * probs


def with_a_half(logits, targets):
    """The square has a ½ in front, to make the 2 vanish.

    Hint: Everything is half as long as it should be. This loss has no ½ in it.
    """
    probs = softmax(logits)
    return softmax_backward(probs, mse_grad_probs(probs, targets)) / 2


def divided_twice(logits, targets):
    """Every step of a batch is divided by n.

    Hint: A batch of one is right; larger ones are too short. The 1/n is there twice.
    """
    probs = softmax(logits)
    grad = softmax_backward(probs, mse_grad_probs(probs, targets))
    return grad / max(len(probs), 1)


def mean_over_everything(logits, targets):
    """The mean runs over all n · k entries.

    Hint: You are too small by the number of classes: over the classes it is a sum.
    """
    probs, targets = softmax(logits), np.asarray(targets, float)
    return softmax_backward(probs, 2 * (probs - targets) / max(probs.size, 1))


def true_class_only(logits, targets):
    """Only the true class counts, as in cross-entropy.

    Hint: The squared errors of the false classes are missing from the loss that you
    differentiate.
    """
    probs, targets = softmax(logits), np.asarray(targets, float)
    return softmax_backward(probs, 2 * targets * (probs - targets) / len(probs))


def gradient_of_cross_entropy(logits, targets):
    """All losses have the same gradient.

    Hint: This is the gradient of cross-entropy. MSE's is far flatter in the corner.
    """
    return (softmax(logits) - np.asarray(targets, float)) / len(logits)


def no_max_subtraction(logits, targets):
    """The exponentials can be taken as they are.

    Hint: For large logits `exp` overflows and the result is nan. The given softmax
    copes; use it, or do as it does.
    """
    powers = np.exp(np.asarray(logits, float))
    probs = powers / powers.sum(axis=1, keepdims=True)
    return softmax_backward(probs, mse_grad_probs(probs, targets))


def forgets_the_softmax(logits, targets):
    """The logits are the prediction.

    Hint: You compare the raw logits with the target. The loss sees their softmax.
    """
    return 2 * (np.asarray(logits, float) - np.asarray(targets, float)) / len(logits)


def clipped_probabilities(logits, targets):
    """Probabilities are kept away from 0 and 1.

    Hint: Where the network is sure, your gradient is off by far: there the tiny
    probabilities are all that is left of it. Clip nothing.
    """
    probs = np.clip(softmax(logits), 1e-7, 1 - 1e-7)
    return softmax_backward(probs, mse_grad_probs(probs, targets))


def tiny_slopes_are_zero(logits, targets):
    """A slope of a millionth is rounding noise.

    Hint: In the lecture's corner your gradient is exactly zero. It is small there, but
    it is not nothing, and six of its digits are asked for.
    """
    probs = softmax(logits)
    grad = softmax_backward(probs, mse_grad_probs(probs, targets))
    tiny = 1e-4
    return np.where(np.abs(grad) < tiny, 0.0, grad)


def single_precision(logits, targets):
    """Single precision is exact enough for learning.

    Hint: Your result has seven digits, and in the corner none. The arguments had
    sixteen.
    """
    probs = softmax(logits).astype(np.float32)
    errors = 2 * (probs - np.asarray(targets, dtype=np.float32))
    mean = np.sum(probs * errors, axis=1, keepdims=True)
    return probs * (errors - mean) / np.float32(max(len(probs), 1))


def measured_with_differences(logits, targets):
    """A measured gradient is exact enough.

    Hint: Your digits give out in the corner: differences cannot see slopes that are
    small beside the loss. Use the formulas.
    """
    logits, targets = np.array(logits, float), np.asarray(targets, float)
    grad = np.zeros(logits.shape)
    for row, column in np.ndindex(logits.shape):
        right, left = logits[row].copy(), logits[row].copy()
        right[column] += 1e-4
        left[column] -= 1e-4
        rise = np.sum((softmax(right) - targets[row]) ** 2)
        rise -= np.sum((softmax(left) - targets[row]) ** 2)
        grad[row, column] = rise / 2e-4 / len(logits)
    return grad
