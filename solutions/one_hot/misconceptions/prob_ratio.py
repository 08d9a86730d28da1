"""Wrong answers to `prob_ratio`, each with what to say about it."""

import numpy as np

from solutions.one_hot.reference import sigmoid, softmax


def ratio_of_the_logits(y_i, y_j):
    """Probabilities are as the logits.

    Hint: You divide the logits. What do the exponentials in softmax make of them?
    """
    return y_i / y_j if y_j else 0.0


def two_exponentials(y_i, y_j):
    """Each exponential is computed, then divided.

    Hint: For logits of thousands both exponentials overflow. Simplify the fraction.
    """
    return np.exp(float(y_i)) / np.exp(float(y_j))


def the_other_way_round(y_i, y_j):
    """The second is divided by the first.

    Hint: Your ratio is the reciprocal: the more probable i is, the larger it should be.
    """
    return np.exp(float(y_j) - float(y_i))


def difference_of_the_logits(y_i, y_j):
    """A ratio on a log scale is a difference.

    Hint: You stop at the logarithm of the ratio.
    """
    return y_i - y_j


def always_above_one(y_i, y_j):
    """The ratio says how far they are apart.

    Hint: When i is less probable than j, the ratio is below 1.
    """
    return np.exp(abs(float(y_i) - float(y_j)))


def power_of_ten(y_i, y_j):
    """A gap of one makes ten times.

    Hint: The base is e, not 10.
    """
    return 10.0 ** (float(y_i) - float(y_j))


def probability_of_i(y_i, y_j):
    """The ratio is softmax.

    Hint: You give the probability of i among the two; equal logits should give 1.
    """
    return sigmoid(float(y_i) - float(y_j))


def difference_of_probabilities(y_i, y_j):
    """The two are compared by subtracting.

    Hint: You subtract the probabilities; divide them.
    """
    p = softmax([y_i, y_j])
    return p[0] - p[1]


def an_epsilon_below(y_i, y_j):
    """A small number keeps the division safe.

    Hint: Large ratios are too small: something is added to the denominator.
    """
    p = softmax([y_i, y_j])
    return p[0] / (p[1] + 1e-12)


def ratio_of_sigmoids(y_i, y_j):
    """Each probability is a sigmoid.

    Hint: Softmax divides both exponentials by the same sum; two sigmoids do not.
    """
    return sigmoid(float(y_i)) / sigmoid(float(y_j))


def rounded(y_i, y_j):
    """Two digits are enough.

    Hint: Your result is rounded; nine digits are asked for.
    """
    return round(float(np.exp(min(float(y_i) - float(y_j), 700.0))), 2)


def an_array(y_i, y_j):
    """Arrays are welcome everywhere.

    Hint: You return an array with an axis. A single number is asked for.
    """
    return np.exp(np.array([float(y_i)]) - np.array([float(y_j)]))
