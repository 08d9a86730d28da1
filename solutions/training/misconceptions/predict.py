"""Known wrong answers to `predict`."""

import numpy as np


def over_the_batch(logits):
    """The largest of each column.

    Hint: Rows are examples. How many classes should come out for n rows?
    """
    return np.argmax(logits, axis=0)


def of_all_numbers(logits):
    """The largest of all.

    Hint: Without an axis, argmax looks at the whole array at once.
    """
    return np.argmax(logits)


def smallest(logits):
    """The class with the smallest output.

    Hint: A large logit speaks for its class.
    """
    return np.argmin(logits, axis=1)


def value_of_the_largest(logits):
    """The largest logit itself.

    Hint: The question is where the largest value stands, not how large it is.
    """
    return np.max(logits, axis=1)


def counts_from_one(logits):
    """The first class is 1.

    Hint: Classes count from 0 to k-1.
    """
    return np.argmax(logits, axis=1) + 1


def rows_of_zeros_and_ones(logits):
    """One-hot rows.

    Hint: One integer for each row, not a row of k numbers.
    """
    logits = np.asarray(logits)
    return (logits == logits.max(axis=1, keepdims=True)).astype(int)


def largest_in_size(logits):
    """The logit farthest from zero.

    Hint: Is -5 a stronger vote than 3?
    """
    return np.argmax(np.abs(logits), axis=1)


def overflowing_softmax(logits):
    """Probabilities first, by a plain exp.

    Hint: exp of a large logit is inf, and inf / inf is nan. Are the probabilities
    needed at all?
    """
    powers = np.exp(np.asarray(logits))
    return np.argmax(powers / powers.sum(axis=1, keepdims=True), axis=1)


def rounds_first(logits):
    """Outputs are rounded to a digit.

    Hint: The largest logit may lead by very little.
    """
    return np.argmax(np.round(logits, 1), axis=1)


def as_floats(logits):
    """Class numbers are numbers.

    Hint: A class number is used as an index; it should be an integer.
    """
    return np.argmax(logits, axis=1).astype(float)


def above_zero(logits):
    """The first class with a positive logit.

    Hint: Two logits may be positive, or none. What counts is which is largest.
    """
    return np.argmax(np.asarray(logits) > 0, axis=1)
