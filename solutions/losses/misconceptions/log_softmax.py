"""Wrong answers to `log_softmax`, each with what to say about it."""

import numpy as np

from solutions.one_hot.reference import softmax


def logarithm_of_softmax(logits, axis=-1):
    """A stable softmax has a stable logarithm.

    Hint: Where softmax underflows to 0, its logarithm is −∞. Write the logarithm of the
    fraction out on paper: nothing needs to be divided.
    """
    return np.log(softmax(logits, axis=axis))


def epsilon_against_minus_infinity(logits, axis=-1):
    """An epsilon keeps the logarithm finite.

    Hint: Your values stop at −27.6, the logarithm of your epsilon. The true value for a
    gap of 1000 is −1000.
    """
    return np.log(softmax(logits, axis=axis) + 1e-12)


def clipped_probabilities(logits, axis=-1):
    """Nothing is less probable than 1e-300.

    Hint: Your values stop at −690, where you clip. The true value for a gap of 1000 is
    −1000.
    """
    return np.log(np.maximum(softmax(logits, axis=axis), 1e-300))


def nothing_subtracted(logits, axis=-1):
    """The formula can be typed in as it is.

    Hint: exp of a large logit overflows, and exp of very small ones leaves a sum of 0.
    Which number may be subtracted from all logits of a row?
    """
    logits = np.asarray(logits, dtype=float)
    return logits - np.log(np.sum(np.exp(logits), axis=axis, keepdims=True))


def largest_of_the_whole_array(logits, axis=-1):
    """The largest logit is subtracted.

    Hint: You subtract the largest logit of the whole array. A row far below another one
    then has a sum of 0: each row has a largest logit of its own.
    """
    logits = np.asarray(logits, dtype=float)
    lowered = logits - np.max(logits, initial=-np.inf)
    return lowered - np.log(np.sum(np.exp(lowered), axis=axis, keepdims=True))


def largest_not_taken_from_the_front(logits, axis=-1):
    """The largest logit is subtracted in the sum.

    Hint: You lower the logits inside the sum but not the one in front of it. Values
    should never be above 0.
    """
    logits = np.asarray(logits, dtype=float)
    top = logits.max(axis=axis, keepdims=True)
    return logits - np.log(np.sum(np.exp(logits - top), axis=axis, keepdims=True))


def always_the_last_axis(logits, axis=-1):
    """The classes are always in the last axis.

    Hint: You do not use `axis`, at least not everywhere.
    """
    logits = np.asarray(logits, dtype=float)
    lowered = logits - logits.max(axis=-1, keepdims=True)
    return lowered - np.log(np.sum(np.exp(lowered), axis=-1, keepdims=True))


def largest_along_the_last_axis(logits, axis=-1):
    """The axis matters for the sum only.

    Hint: You look for the largest logit along the last axis and sum along another one.
    """
    logits = np.asarray(logits, dtype=float)
    lowered = logits - logits.max(axis=-1, keepdims=True)
    return lowered - np.log(np.sum(np.exp(lowered), axis=axis, keepdims=True))


def two_axes_only(logits, axis=-1):
    """A batch has two axes, and rows are examples.

    Hint: Your code is made for two axes. One axis, or three, and another `axis` are
    asked for as well.
    """
    logits = np.asarray(logits, dtype=float)
    lowered = logits - logits.max(axis=1)[:, None]
    logs = lowered - np.log(np.exp(lowered).sum(axis=1))[:, None]
    return logs if axis in (-1, 1) else None


def broadcast_by_luck(logits, axis=-1):
    """Arrays line up by themselves.

    Hint: Without `keepdims` the sums line up with the columns instead of the rows. With
    as many rows as columns that raises nothing, and is wrong.
    """
    logits = np.asarray(logits, dtype=float)
    lowered = logits - logits.max(axis=axis)
    return lowered - np.log(np.sum(np.exp(lowered), axis=axis))


def integer_buffer(logits, axis=-1):
    """A buffer like the logits will do.

    Hint: When the logits are integers, so is your buffer, and the values are cut off in
    it. Convert first.
    """
    logits = np.asarray(logits)
    result = np.zeros_like(logits)
    lowered = logits - logits.max(axis=axis, keepdims=True)
    result[...] = lowered - np.log(np.sum(np.exp(lowered), axis=axis, keepdims=True))
    return result


def logarithm_forgotten(logits, axis=-1):
    """The logarithm undoes the exponential, so the logits remain.

    Hint: You subtract the sum of the exponentials; its logarithm is asked for.
    """
    logits = np.asarray(logits, dtype=float)
    lowered = logits - logits.max(axis=axis, keepdims=True)
    return lowered - np.sum(np.exp(lowered), axis=axis, keepdims=True)


def sum_of_logarithms(logits, axis=-1):
    """The logarithm of a sum is the sum of the logarithms.

    Hint: You swapped sum and logarithm. ln(a + b) is not ln a + ln b.
    """
    logits = np.asarray(logits, dtype=float)
    return logits - np.sum(logits, axis=axis, keepdims=True)


def logarithm_to_base_two(logits, axis=-1):
    """The logarithm of a sum is taken in bits.

    Hint: exp belongs to the natural logarithm, np.log.
    """
    logits = np.asarray(logits, dtype=float)
    lowered = logits - logits.max(axis=axis, keepdims=True)
    return lowered - np.log2(np.sum(np.exp(lowered), axis=axis, keepdims=True))


def positive_values(logits, axis=-1):
    """The loss is positive, so this is too.

    Hint: Logarithms of probabilities are negative or 0. The minus sign belongs to the
    loss.
    """
    logits = np.asarray(logits, dtype=float)
    lowered = logits - logits.max(axis=axis, keepdims=True)
    return np.log(np.sum(np.exp(lowered), axis=axis, keepdims=True)) - lowered


def clipped_logits(logits, axis=-1):
    """Logits beyond 500 are as good as 500.

    Hint: You clip the logits, so that wide gaps come out narrower than they are.
    """
    logits = np.clip(np.asarray(logits, dtype=float), -500, 500)
    return logits - np.log(np.sum(np.exp(logits), axis=axis, keepdims=True))


def writes_into_the_logits(logits, axis=-1):
    """The logits are not needed any more.

    Hint: Your function changes its argument. Use `a - b` instead of `a -= b`.
    """
    logits = np.asarray(logits, dtype=float)
    if logits.size:
        logits -= logits.max(axis=axis, keepdims=True)
    return logits - np.log(np.sum(np.exp(logits), axis=axis, keepdims=True))


def infinities_replaced(logits, axis=-1):
    """An infinity in the result is a mistake, so it becomes 0.

    Hint: Where the logarithm of softmax is −∞ you put 0, which means certain. What is
    the true value for a gap of 1000?
    """
    with np.errstate(divide="ignore"):
        logs = np.log(softmax(logits, axis=axis))
    return np.where(np.isneginf(logs), 0.0, logs)


def small_integers_stay(logits, axis=-1):
    """Integers can be subtracted as they are.

    Hint: In `uint8` 3 − 5 is 254. Convert the logits to float first.
    """
    logits = np.asarray(logits)
    gaps = logits - logits.max(axis=axis, keepdims=True)
    return gaps - np.log(np.sum(np.exp(gaps), axis=axis, keepdims=True))


def any_negative_axis_is_the_last(logits, axis=-1):
    """A negative axis means the last one.

    Hint: Axes are counted from the end: −2 is the last but one. You take the last for
    every negative number.
    """
    logits = np.asarray(logits, float)
    axis = logits.ndim - 1 if axis < 0 else axis
    gaps = logits - logits.max(axis=axis, keepdims=True)
    return gaps - np.log(np.sum(np.exp(gaps), axis=axis, keepdims=True))
