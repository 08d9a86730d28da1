"""Wrong answers to `softmax`, each with what to say about it."""

import numpy as np


def no_max_subtraction(logits, axis=-1):
    """The formula can be typed in as it stands.

    Hint: For large logits `exp` overflows, and inf / inf is nan. Subtract something
    from each row first that does not change the result.
    """
    powers = np.exp(np.asarray(logits, float))
    return powers / powers.sum(axis=axis, keepdims=True)


def one_maximum_for_all(logits, axis=-1):
    """One maximum serves the whole batch.

    Hint: A row far below the largest one becomes 0 / 0. Each row needs its own maximum.
    """
    logits = np.asarray(logits, float)
    powers = np.exp(logits - logits.max(initial=-np.inf))
    return powers / powers.sum(axis=axis, keepdims=True)


def one_sum_for_all(logits, axis=-1):
    """All probabilities sum to one.

    Hint: Your whole batch sums to 1. Each row by itself should.
    """
    logits = np.asarray(logits, float)
    powers = np.exp(logits - logits.max(initial=-np.inf))
    return powers / powers.sum()


def down_the_columns(logits, axis=0):
    """The first axis is the one to sum over.

    Hint: Rows are examples: unless an axis is given, the last one holds the classes.
    """
    logits = np.asarray(logits, float)
    if not logits.size:
        return logits.copy()
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def ignores_the_axis(logits, axis=-1):
    """Classes are always last.

    Hint: `axis` plays no role in your result.
    """
    logits = np.asarray(logits, float)
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def tables_only(logits, axis=-1):
    """Logits are a table.

    Hint: Logits may have any shape: a single row, or three axes.
    """
    logits = np.asarray(logits, float)
    powers = np.exp(logits - np.max(logits, axis=axis).reshape(len(logits), 1))
    return powers / np.sum(powers, axis=axis).reshape(len(logits), 1)


def forgets_keepdims(logits, axis=-1):
    """Broadcasting finds the right axis.

    Hint: Without keepdims the sums lie along the wrong axis: an error, or where the
    batch is square, wrong numbers.
    """
    logits = np.asarray(logits, float)
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis)


def transposes_by_luck(logits, axis=-1):
    """A transpose before and after makes the shapes fit.

    Hint: Two axes are fine. With three a transpose turns all of them round, and the
    axis that you sum over is another one.
    """
    flipped = np.asarray(logits, float).T
    powers = np.exp(flipped - flipped.max(axis=0, initial=-np.inf))
    return (powers / powers.sum(axis=0)).T


def subtracts_the_minimum(logits, axis=-1):
    """Subtracting the smallest makes all logits positive.

    Hint: The largest exponential still overflows. Which logit should become 0?
    """
    logits = np.asarray(logits, float)
    powers = np.exp(logits - logits.min(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def subtracts_the_mean(logits, axis=-1):
    """Subtracting the mean keeps logits small.

    Hint: A logit far above the mean still overflows, and the mean of −inf is −inf.
    """
    logits = np.asarray(logits, float)
    powers = np.exp(logits - logits.mean(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def divides_by_the_maximum(logits, axis=-1):
    """Dividing by the largest logit keeps the numbers small.

    Hint: Dividing the logits changes the gaps between them, and with them the result.
    Subtract.
    """
    logits = np.asarray(logits, float)
    powers = np.exp(logits / np.abs(logits).max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def clips_the_logits(logits, axis=-1):
    """Logits are clipped where exp would overflow.

    Hint: Two logits beyond your limit become equal. Subtract instead of clipping.
    """
    powers = np.exp(np.clip(np.asarray(logits, float), -500, 500))
    return powers / powers.sum(axis=axis, keepdims=True)


def an_epsilon_below(logits, axis=-1):
    """A small number keeps the division safe.

    Hint: The rows do not quite sum to 1. After subtracting the largest logit the sum is
    at least 1, so nothing can be divided by 0.
    """
    logits = np.asarray(logits, float)
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return powers / (powers.sum(axis=axis, keepdims=True) + 1e-8)


def clips_the_probabilities(logits, axis=-1):
    """No probability should be zero.

    Hint: Small probabilities are cut off. They should keep nine digits of their own.
    """
    logits = np.asarray(logits, float)
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return np.clip(powers / powers.sum(axis=axis, keepdims=True), 1e-12, 1.0)


def without_exponentials(logits, axis=-1):
    """Dividing by the sum makes probabilities.

    Hint: The exponentials are missing, so negative logits give negative numbers.
    """
    logits = np.asarray(logits, float)
    return logits / logits.sum(axis=axis, keepdims=True)


def powers_of_two(logits, axis=-1):
    """Any base will do.

    Hint: Every gap counts too little: your base is not e.
    """
    logits = np.asarray(logits, float)
    powers = 2.0 ** (logits - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def sigmoids(logits, axis=-1):
    """Each class has its sigmoid.

    Hint: The rows do not sum to 1: these are sigmoids, one for each logit.
    """
    return np.exp(-np.logaddexp(0.0, -np.asarray(logits, float)))


def writes_into_the_logits(logits, axis=-1):
    """Working in place saves memory.

    Hint: You change the caller's own logits. Work on a copy.
    """
    logits = np.asarray(logits, float)
    logits -= logits.max(axis=axis, keepdims=True)
    powers = np.exp(logits)
    return powers / powers.sum(axis=axis, keepdims=True)


def no_conversion(logits, axis=-1):
    """Logits arrive as arrays of floats.

    Hint: Lists have no `max(axis=…)`, and small integers wrap around: convert first.
    """
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def nan_becomes_zero(logits, axis=-1):
    """What is not a number can be set to zero.

    Hint: The nan is gone, but the rows in question no longer sum to 1. Avoid the
    overflow instead.
    """
    powers = np.exp(np.asarray(logits, float))
    return np.nan_to_num(powers / powers.sum(axis=axis, keepdims=True))


def a_very_low_logit_for_inf(logits, axis=-1):
    """An impossible class has the lowest logit that there is, −10000.

    Hint: Where all logits of a row lie near −10000 your impossible class takes a share.
    An exponential of −inf is 0: nothing has to be replaced.
    """
    logits = np.asarray(logits, float)
    logits = np.where(np.isneginf(logits), -1e4, logits)
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def a_little_for_the_impossible(logits, axis=-1):
    """Far below the others is as good as impossible.

    Hint: An impossible class gets a small probability. It is exactly 0: `exp` of −inf.
    """
    logits = np.asarray(logits, float)
    gaps = logits - logits.max(axis=axis, keepdims=True)
    powers = np.exp(np.where(np.isneginf(gaps), -50.0, gaps))
    return powers / powers.sum(axis=axis, keepdims=True)


def impossible_for_all(logits, axis=-1):
    """A class that is impossible once is impossible always.

    Hint: Each row has impossible classes of its own. You rule them out for the whole
    batch.
    """
    logits = np.array(logits, float)
    if logits.ndim > 1 and axis == -1:
        logits[:, np.isneginf(logits).any(axis=0)] = -np.inf
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def last_takes_the_rest(logits, axis=-1):
    """The last probability is what is left over.

    Hint: 1 minus the others loses the digits of a small probability.
    """
    logits = np.moveaxis(np.asarray(logits, float), axis, -1)
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probs = powers / powers.sum(axis=-1, keepdims=True)
    probs[..., -1] = 1 - probs[..., :-1].sum(axis=-1)
    return np.moveaxis(probs, -1, axis)
