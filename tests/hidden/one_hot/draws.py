"""What the suites of `one_hot` share: fresh inputs, and our own index regression."""

import numpy as np

from autograder.checks import assert_drawn, assert_values

NO_HALF = 1e-6
"""scores are at least this far from halfway between two integers"""


def with_ones(X):
    """Put a column of ones before the others: (n, d + 1)."""
    return np.column_stack([np.ones(len(X)), np.asarray(X, dtype=np.float64)])


def predictions(weights, X):
    """Give what fitted weights, bias first, predict at the rows of X."""
    return with_ones(X) @ weights


def blobs(rng, n, d, k, *, near=2.0):
    """Draw k clouds of points: X (n, d), and y (n,) with every class in it."""
    centres = rng.normal(scale=near, size=(k, d))
    y = rng.permutation(np.resize(np.arange(k), n))
    return centres[y] + rng.normal(size=(n, d)), y


def index_scores(X, numbers):
    """Give the scores of a regression on class numbers, (n,) or of several, (n, m)."""
    targets = np.asarray(numbers, dtype=np.float64)
    return predictions(np.linalg.lstsq(with_ones(X), targets, rcond=None)[0], X)


def accuracy_of(X, y, order):
    """Give the accuracy after renumbering; None where a score is nearly a half."""
    numbers = np.asarray(order)[y]
    scores = index_scores(X, numbers)
    return None if _nearly_half(scores) else _accuracy(scores, numbers, len(order))


def _nearly_half(scores):
    return bool((np.abs(scores - np.floor(scores) - 0.5) < NO_HALF).any())


def _accuracy(scores, numbers, k):
    return float(np.mean(np.clip(np.round(scores), 0, k - 1) == numbers))


def one_way(rng, k):
    """Draw an order of k >= 3 classes that differs from its inverse."""
    order = rng.permutation(k)
    while np.array_equal(order[order], np.arange(k)):
        order = rng.permutation(k)
    return order


def telling(rng, n, d, k, *, near=2.0):
    """Draw X, y and an order whose accuracy tells it from what it is mistaken for.

    Those are the order read the other way round, the classes as they were, and the
    scores without clipping.
    """
    while True:
        X, y = blobs(rng, n, d, k, near=near)
        order = one_way(rng, k)
        ways = np.stack([order[y], np.argsort(order)[y], y])
        scores = index_scores(X, ways.T).T
        right, *others = map(_accuracy, scores, ways, [k] * 3)
        others.append(float(np.mean(np.round(scores[0]) == ways[0])))
        if right not in others and not _nearly_half(scores):
            return X, y, order, right


def without_class(rng, n, d, k, number):
    """Draw data without the class of an outer number, which some scores are near to.

    Those count as wrong; clipped at the numbers that occur, some would be right.
    """
    while True:
        X, y = blobs(rng, n, d, k)
        order = one_way(rng, k)
        kept = order[y] != number
        X, y = X[kept], y[kept]
        right, numbers = accuracy_of(X, y, order), order[y]
        clipped = np.clip(index_scores(X, numbers), numbers.min(), numbers.max())
        seen = float(np.mean(np.round(clipped) == numbers))
        if right is not None and right != seen:
            return X, y, order, right


def logits_batch(rng, n, k):
    """Draw healthy logits (n, k)."""
    return rng.normal(scale=2.0, size=(n, k))


def extreme_rows(rng, k):
    """Give logits of up to 1e4 in size, each row extreme in its own way: (6, k)."""
    logits = rng.normal(size=(6, k))
    logits[0] = rng.uniform(-1e4, 1e4, size=k)
    logits[1] -= 2000.0
    logits[2] += 9990.0
    logits[3] -= 9990.0
    logits[4, rng.integers(k)] = 1e4
    logits[5, rng.integers(k)] = -1e4
    return logits


def law_of_two(gap):
    """Give the probability of the first of two classes, its logit `gap` above."""
    gap = np.asarray(gap, dtype=np.float64)
    return np.exp(-np.logaddexp(0.0, -gap))


def assert_drawn_alone(axes, x, lines):
    """Check the lines, and that no other line bears the name of one of them."""
    assert_drawn(axes, x, lines)
    named = [line for drawn in axes for line in drawn.lines if line.label in lines]
    for line in named:
        y = np.asarray(line.y, dtype=np.float64)
        what = f"another line `{line.label}`"
        assert_values(y, lines[line.label], rtol=1e-6, what=what)
