"""Other right answers to `log_softmax`."""

import numpy as np
import scipy.special
from scipy.special import logsumexp


def by_scipy(logits, axis=-1):
    """Let scipy do it."""
    return scipy.special.log_softmax(np.asarray(logits, dtype=float), axis=axis)


def minus_logsumexp(logits, axis=-1):
    """Subtract scipy's logsumexp."""
    logits = np.asarray(logits, dtype=float)
    return logits - logsumexp(logits, axis=axis, keepdims=True)


def with_logaddexp(logits, axis=-1):
    """Reduce with numpy's logaddexp."""
    logits = np.asarray(logits, dtype=float)
    total = np.logaddexp.reduce(logits, axis=axis)
    return logits - np.expand_dims(total, axis)


def row_by_row(logits, axis=-1):
    """Bring the classes to the end, go row by row, and bring them back."""
    moved = np.moveaxis(np.array(logits, dtype=float), axis, -1)
    result = np.empty_like(moved)
    for at in np.ndindex(moved.shape[:-1]):
        row = moved[at]
        top = max(row)
        result[at] = row - top - np.log(sum(np.exp(row - top)))
    return np.moveaxis(result, -1, axis)


def along_the_axis(logits, axis=-1):
    """Apply a function of one row along the axis."""

    def of_row(row):
        lowered = row - np.max(row)
        return lowered - np.log(np.sum(np.exp(lowered)))

    logits = np.asarray(logits, dtype=np.float64)
    if logits.size == 0:
        return np.zeros(logits.shape)
    return np.apply_along_axis(of_row, axis, logits)


def swapped_axes(logits, axis=-1):
    """Swap the axis with the last one and keep the sum's axis by indexing."""
    swapped = np.swapaxes(np.asarray(logits, float), axis, -1)
    lowered = swapped - swapped.max(-1)[..., None]
    logs = lowered - np.log(np.exp(lowered).sum(-1))[..., None]
    return np.swapaxes(logs, axis, -1)


def adds_the_largest_back(logits, axis=-1):
    """Write log-sum-exp out, with the largest added back."""
    logits = np.asarray(logits).astype(float)
    top = np.amax(logits, axis=axis, keepdims=True)
    total = top + np.log(np.sum(np.exp(logits - top), axis=axis, keepdims=True))
    return logits - total


def in_long_double(logits, axis=-1):
    """Compute with more digits and round at the end."""
    logits = np.asarray(logits, dtype=np.longdouble)
    lowered = logits - logits.max(axis=axis, keepdims=True)
    logs = lowered - np.log(np.exp(lowered).sum(axis=axis, keepdims=True))
    return logs.astype(np.float64)
