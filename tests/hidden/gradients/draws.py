"""What the suites of `gradients` share: fresh inputs, our own losses, descent.

The losses here take logits and are complex-safe, so that a complex step gives their
gradient without subtracting. It is never applied to a student's function.
"""

import numpy as np

from autograder.checks import as_array, assert_true, norm

WIDE, WIDEST = 16, 20
"""up to a gap of 16 six digits are asked for, up to 20 four"""


def one_hot_rows(rng, n, k):
    """Draw (n, k) one-hot rows."""
    return np.eye(k)[rng.integers(k, size=n)]


def logits_batch(rng, n, k):
    """Draw healthy logits and targets, both (n, k)."""
    return rng.normal(scale=2.0, size=(n, k)), one_hot_rows(rng, n, k)


def probs_batch(rng, n, k):
    """Draw probabilities, none below about 0.02 / k, and targets, both (n, k)."""
    weights = rng.uniform(0.05, 1.0, size=(n, k))
    return weights / weights.sum(axis=1, keepdims=True), one_hot_rows(rng, n, k)


def repeated(*arrays):
    """Give each batch twice over."""
    return [np.concatenate([array, array]) for array in arrays]


def corners(gaps, shifts=0.0):
    """Give the lecture's points, (m, 3): surely wrong, the true class is the first."""
    gaps = np.asarray(gaps, dtype=np.float64)
    rows = np.stack([-gaps / 2, gaps / 2, np.full(gaps.shape, -1000.0)], axis=1)
    return rows + np.reshape(shifts, (-1, 1)), np.eye(3)[np.zeros(len(gaps), int)]


def surely_wrong(rng, gaps):
    """Give rows of four classes at these gaps, the classes in a drawn order."""
    rows, targets = np.empty((len(gaps), 4)), np.empty((len(gaps), 4))
    for row, target, gap in zip(rows, targets, gaps, strict=True):
        order = rng.permutation(4)
        row[order] = rng.normal() + np.array([0.0, gap, -1000.0, -1010.0])
        target[order] = [1.0, 0.0, 0.0, 0.0]
    return rows, targets


def extreme_rows(rng, k):
    """Give logits up to 1e4 in size, each row extreme in its own way, and targets."""
    logits = rng.normal(size=(5, k))
    logits[0] = rng.uniform(-1e4, 1e4, size=k)
    logits[1] -= 2000.0
    logits[2] += 9000.0
    logits[3, rng.integers(k)] = 1e4
    logits[4, rng.integers(k)] = -1e4
    return logits, one_hot_rows(rng, 5, k)


# ---------------------------------------------------------------- our own losses


def log_probs(logits):
    """Give log-softmax over the last axis, of real or complex logits."""
    shifted = logits - np.max(np.real(logits), axis=-1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))


def cross_entropy(logits, targets):
    """Give the mean cross-entropy of logits (…, n, k)."""
    return -np.sum(targets * log_probs(logits), axis=(-2, -1)) / len(targets)


def mse(logits, targets):
    """Give the mean squared error of the softmax of logits (…, n, k)."""
    errors = targets - np.exp(log_probs(logits))
    return np.sum(errors**2, axis=(-2, -1)) / len(targets)


def complex_step(loss, logits, targets):
    """Give the gradient of one of OUR losses in the logits, (n, k)."""
    steps = 1e-30j * np.eye(logits.size).reshape(-1, *logits.shape)
    return loss(logits + steps, targets).imag.reshape(logits.shape) / 1e-30


# ---------------------------------------------------------------- judging gradients


def assert_rows(value, expected, *, rtol):
    """Check each row against the expected one, by the length of what is off."""
    found = as_array(value, expected.shape, what="the gradient")
    for row, wanted in zip(found, expected, strict=True):
        off, size = norm(row - wanted), norm(wanted)
        length = norm(row) / size
        assert_true(
            off <= rtol * size,
            f"where the network is surely wrong, the gradient is off: it has "
            f"{length:.3g} of the true length, and {off / size:.1g} of it is error",
        )


def assert_downhill(value, loss, logits, targets):
    """Check that our loss changes along the gradient as fast as its length says."""
    grad = as_array(value, logits.shape, what="the gradient")
    size, h = norm(grad), 1e-3
    step = h * (grad / (size or 1.0))
    rise = loss(logits + step, targets) - loss(logits - step, targets)
    slope = float(rise / (2 * h))
    assert_true(
        abs(slope - size) < 0.02 * size,
        f"along your gradient the loss rises by {slope:.3g} for a step of length 1; "
        f"your gradient says {size:.3g}",
    )


def descend(gradient, starts, lr, steps=40):
    """Walk downhill to the first class from all starts at once: (steps + 1, n, 3)."""
    path = [starts]
    for _ in range(steps):
        path.append(path[-1] - lr * _slopes(gradient, path[-1]))
    return np.stack(path)


def descend_like(ours, gradient, right, lr):
    """Walk downhill from where our own path starts: (steps + 1, n, 3).

    Whoever has the right gradient all along our path walks along it, and two calls
    tell: of the first step, where rows are longest, and of all steps together. Only
    another gradient is followed step by step.

    Args:
        ours: (steps + 1, n, 3) the path of the right gradient.
        gradient: the student's function.
        right: the reference's.
        lr: the learning rate.
    """
    for points in (ours[0], ours[:-1].reshape(-1, 3)):
        found, expected = _slopes(gradient, points), _slopes(right, points)
        off, size = np.linalg.norm([found - expected, expected], axis=-1)
        if not (off <= 1e-7 * size).all():
            return descend(gradient, ours[0], lr, len(ours) - 1)
    steps = lr * found.reshape(ours[1:].shape)
    return np.concatenate([ours[:1], ours[:-1] - steps])


def _slopes(gradient, points):
    """Give the gradient of each point's own loss, (n, 3): the mean's is 1/n of it."""
    targets = np.eye(3)[np.zeros(len(points), int)]
    grad = as_array(gradient(points, targets), points.shape, what="the gradient")
    return len(points) * grad


def corner_starts(rng, n=4):
    """Draw starts in the lecture's corner, where the loss is large: (n, 3)."""
    low, high = rng.uniform(-10, -8, size=n), rng.uniform(8, 10, size=n)
    return np.stack([low, high, np.full(n, -1000.0)], axis=1)


def learning_rate(rng):
    """Draw a learning rate with which forty steps suffice."""
    return rng.uniform(1.2, 1.8)


def healthy_starts(rng):
    """Draw starts from which either loss trains, near those of the lecture: (3, 3)."""
    starts = np.array([[0.0, 0.0], [-1.0, 1.0], [-2.0, 2.0]])
    starts += rng.uniform(-0.1, 0.1, size=starts.shape)
    return np.column_stack([starts, np.full(3, -1000.0)])


def p_true(path):
    """Give the probability of the first class along a path."""
    return np.exp(log_probs(path))[..., 0]


def moved(path):
    """Give how far each start came, (n,)."""
    return np.linalg.norm(path[-1] - path[0], axis=-1)


# ---------------------------------------------------------------- functions to ask


class Asked:
    """A function of arrays of one shape that remembers how it was asked."""

    def __init__(self, function, shape):
        self.function = function
        self.shape = tuple(shape)
        self.well = True
        """whether every call so far came with an array of that shape"""

    def __call__(self, x):
        """Give the value; nan for anything but an array of the right shape."""
        try:
            x = np.asarray(x, dtype=np.float64)
        except (TypeError, ValueError):
            self.well = False
            return float("nan")
        self.well = self.well and x.shape == self.shape
        return float(self.function(x)) if x.shape == self.shape else float("nan")


def hilly(rng, shape, turns=(-1.0, 1.0)):
    """Draw a curved function of arrays whose entries depend on each other.

    Each entry takes one of the `turns`: 1 makes a wide step measure too much, -1 too
    little.

    Returns:
        the function and its gradient. The curvature along every entry is at least
        0.6 for entries within 1, so that a one-sided difference is off by 3e-6.
    """
    lift, pull = rng.uniform(1, 2, size=shape), rng.uniform(0.5, 1.5, size=shape)
    turn = rng.choice(turns, size=shape)

    def f(x):
        return np.sum(lift * np.exp(turn * x)) + 0.5 * np.sum(pull * x) ** 2

    def gradient(x):
        return turn * lift * np.exp(turn * x) + pull * np.sum(pull * x)

    return Asked(f, shape), gradient


def record_paths(record, title, path, ours, rows):
    """Show the true class's probability along some of the rows, by their names."""
    steps = np.arange(len(path))
    record.lines(
        title,
        xlabel="step",
        ylabel="probability of the true class",
        yours={name: (steps, p_true(path)[:, row]) for name, row in rows.items()},
        expected={name: (steps, p_true(ours)[:, row]) for name, row in rows.items()},
    )
