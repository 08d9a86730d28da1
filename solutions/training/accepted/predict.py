"""Other right answers to `predict`."""

import numpy as np


def as_a_method(logits):
    """The array's own argmax."""
    return np.array(logits).argmax(axis=-1)


def row_by_row(logits):
    """A list of integers."""
    classes = []
    for row in logits:
        classes.append(int(np.argmax(row)))
    return classes


def last_of_the_sorted(logits):
    """The last place of the sorted row."""
    return np.argsort(np.asarray(logits), axis=1)[:, -1]


def running_best(logits):
    """A loop over classes that keeps the best so far."""
    logits = np.asarray(logits)
    best = np.zeros(len(logits), dtype=int)
    rows = np.arange(len(logits))
    for c in range(logits.shape[1]):
        best[logits[:, c] > logits[rows, best]] = c
    return best


def in_plain_python(logits):
    """No numpy inside."""
    rows = [list(row) for row in logits]
    return np.array([row.index(max(row)) for row in rows], dtype=int)


def after_shifting(logits):
    """Where the largest logit, taken away, leaves zero."""
    logits = np.asarray(logits)
    return np.argmin(logits.max(axis=1, keepdims=True) - logits, axis=1)
