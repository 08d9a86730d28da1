"""Wrong answers to `softmax_jacobian`, each with what to say about it."""

import numpy as np

from solutions.one_hot.reference import softmax


def diagonal_only(logits):
    """A logit changes its own probability only.

    Hint: Off the diagonal you have zeros. If one probability rises, what must the
    others do, when they all sum to 1?
    """
    probs = softmax(logits)
    return np.diag(probs * (1 - probs))


def outer_of_the_complement(logits):
    """The slope is y′(1 − y′) also between two classes.

    Hint: Off the diagonal your slopes are positive. Do the others rise when one does?
    """
    probs = softmax(logits)
    return np.outer(probs, 1 - probs)


def sign_off_diagonal(logits):
    """Off the diagonal stands the product of the probabilities.

    Hint: Check the sums of your rows: raising one logit may not create probability.
    """
    probs = softmax(logits)
    jacobian = np.outer(probs, probs)
    np.fill_diagonal(jacobian, probs * (1 - probs))
    return jacobian


def forgets_the_square(logits):
    """On the diagonal stands the probability itself.

    Hint: Off the diagonal you are right. On it, the sum in softmax's denominator
    depends on the same logit too.
    """
    probs = softmax(logits)
    jacobian = -np.outer(probs, probs)
    np.fill_diagonal(jacobian, probs)
    return jacobian


def slope_of_the_sigmoid(logits):
    """Softmax is a sigmoid for each class.

    Hint: You took the slope of a sigmoid of each logit. Softmax divides by a sum over
    all of them.
    """
    squashed = 1 / (1 + np.exp(-np.asarray(logits, dtype=float)))
    return np.diag(squashed * (1 - squashed)) + 0.0 * np.outer(squashed, squashed)


def no_max_subtraction(logits):
    """The exponentials can be taken as they are.

    Hint: For large logits `exp` overflows and the result is nan. The given softmax
    copes; use it, or do as it does.
    """
    powers = np.exp(np.asarray(logits, dtype=float))
    probs = powers / powers.sum()
    return np.diag(probs) - np.outer(probs, probs)


def forward_differences(logits):
    """A measured Jacobian is exact enough.

    Hint: Your entries are right to a few digits only. Derive the slopes on paper.
    """
    logits = np.array(logits, dtype=float)
    columns = []
    for step in 1e-6 * np.eye(len(logits)):
        columns.append((softmax(logits + step) - softmax(logits)) / 1e-6)
    return np.stack(columns, axis=1)


def of_log_softmax(logits):
    """The slope of ln y′ is the slope of y′.

    Hint: This is the Jacobian of the logarithm of softmax.
    """
    probs = softmax(logits)
    return np.eye(len(probs)) - probs[np.newaxis, :]


def takes_probabilities(logits):
    """The argument already holds probabilities.

    Hint: You used the argument as if it were y′. It holds the logits y.
    """
    probs = np.asarray(logits, dtype=float)
    return np.diag(probs) - np.outer(probs, probs)


def softmax_twice(logits):
    """One more softmax does no harm.

    Hint: The probabilities in your Jacobian are too even, as if softmax had been
    applied twice.
    """
    probs = softmax(softmax(logits))
    return np.diag(probs) - np.outer(probs, probs)


def divides_by_the_classes(logits):
    """A Jacobian is averaged over the classes.

    Hint: Every entry is too small by the same factor: nothing is averaged here.
    """
    probs = softmax(logits)
    return (np.diag(probs) - np.outer(probs, probs)) / len(probs)


def logits_must_be_an_array(logits):
    """Arguments are arrays of floats.

    Hint: A list has no `.max()`. Begin with `np.asarray`.
    """
    powers = np.exp(logits - logits.max())
    probs = powers / powers.sum()
    return np.diag(probs) - np.outer(probs, probs)
