"""Other right answers to `softmax`."""

import numpy as np
import scipy.special


def from_scipy(logits, axis=-1):
    """Let scipy do it."""
    return scipy.special.softmax(np.asarray(logits, dtype=float), axis=axis)


def in_log_space(logits, axis=-1):
    """Subtract the log of the sum, then take the exponential."""
    logits = np.asarray(logits, dtype=float)
    return np.exp(logits - np.logaddexp.reduce(logits, axis=axis, keepdims=True))


def row_by_row(logits, axis=-1):
    """Loop over the rows, with the classes moved to the end and back."""
    logits = np.array(logits, dtype=float)
    moved = np.moveaxis(logits, axis, -1)
    out = np.empty(moved.shape)
    for at in np.ndindex(moved.shape[:-1]):
        powers = np.exp(moved[at] - max(moved[at]))
        out[at] = powers / sum(powers)
    return np.moveaxis(out, -1, axis)


def along_axis(logits, axis=-1):
    """Write it for one row and apply it along the axis."""

    def one(row):
        powers = np.exp(row - row.max())
        return powers / powers.sum()

    logits = np.asarray(logits, dtype=float)
    return np.apply_along_axis(one, axis, logits) if logits.size else logits.copy()


def in_place_on_a_copy(logits, axis=-1):
    """Copy once, then work in place."""
    out = np.array(logits, dtype=np.float64)
    out -= np.max(out, axis=axis, keepdims=True)
    np.exp(out, out=out)
    out /= np.sum(out, axis=axis, keepdims=True)
    return out


def axis_put_back(logits, axis=-1):
    """Put the lost axis back by hand."""
    logits = np.asarray(logits) * 1.0
    top = np.expand_dims(np.amax(logits, axis), axis)
    powers = np.e ** (logits - top)
    return powers / np.expand_dims(np.sum(powers, axis), axis)


def pairs_of_classes(logits, axis=-1):
    """Sum the exponentials of all differences; an infinite one is an answer too."""
    y = np.moveaxis(np.asarray(logits, dtype=float), axis, -1)
    with np.errstate(all="ignore"):
        gaps = y[..., None, :] - y[..., :, None]
        sums = np.exp(gaps).sum(axis=-1)
    return np.moveaxis(np.where(np.isneginf(y), 0.0, 1 / sums), -1, axis)
