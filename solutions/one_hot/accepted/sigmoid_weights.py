"""Other right answers to `sigmoid_weights`."""

import numpy as np

from solutions.one_hot.reference import linear_outputs


def lists(W, b):
    """Subtract entry by entry; return a list."""
    first, second = W
    return [float(p) - float(q) for p, q in zip(first, second, strict=True)], b[
        0
    ] * 1.0 - b[1]


def signs(W, b):
    """Multiply by plus and minus one."""
    sign = np.array([1.0, -1.0])
    return sign @ np.asarray(W), sign @ np.asarray(b)


def by_asking(W, b):
    """Ask the two-output network at the origin and at each unit vector."""
    d = np.shape(W)[1]
    asked = linear_outputs(W, b, np.vstack([np.zeros(d), np.eye(d)]))
    gaps = asked[:, 0] - asked[:, 1]
    return gaps[1:] - gaps[0], gaps[0]


def with_diff(W, b):
    """Use np.diff and turn the sign round."""
    W, b = np.array(W, dtype=float), np.array(b, dtype=float)
    return -np.diff(W, axis=0)[0], -np.diff(b)[0]


def all_together(W, b):
    """Subtract weights and bias in one array, then split it."""
    both = np.column_stack([W, b]).astype(float)
    difference = both[0] - both[1]
    return [difference[:-1], np.array(difference[-1])]


def loop(W, b):
    """Fill an array in a loop."""
    w = np.zeros(len(W[0]))
    for j in range(len(w)):
        w[j] = float(W[0][j]) - float(W[1][j])
    return (w, float(b[0]) - float(b[1]))
