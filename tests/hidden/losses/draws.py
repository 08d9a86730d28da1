"""What the suites of `losses` share: fresh inputs, our own log-probabilities."""

import numpy as np

from autograder.checks import assert_drawn, assert_scalar, assert_true, assert_values

CLOSE = {"rtol": 1e-9, "atol": 1e-9}
"""absolute as well, for losses near 0; leaves room for an epsilon of 1e-12"""

SINGLE = {"rtol": 1e-5, "atol": 1e-6}
"""what single precision keeps"""

IMPOSSIBLE = 25.0
"""minus the logarithm of an epsilon of 1e-12 is 27.6"""


def draw_labels(rng, n, k):
    """Draw labels (n,), the first two of them different: no luck for wrong columns."""
    labels = rng.integers(k, size=n)
    if n > 1:
        labels[1] = (labels[0] + rng.integers(1, k)) % k
    return labels


def one_hot_rows(rng, n, k):
    """Draw (n, k) one-hot rows."""
    return np.eye(k)[draw_labels(rng, n, k)]


def probs_batch(rng, n, k):
    """Draw (n, k) probabilities, none below 0.01 for up to ten classes."""
    weights = rng.uniform(0.1, 1.0, size=(n, k))
    return weights / weights.sum(axis=1, keepdims=True)


def with_targets(rng, n, k):
    """Draw probabilities and one-hot targets, both (n, k)."""
    return probs_batch(rng, n, k), one_hot_rows(rng, n, k)


def with_labels(rng, n, k):
    """Draw probabilities (n, k) and labels (n,)."""
    return probs_batch(rng, n, k), draw_labels(rng, n, k)


def logits_batch(rng, n, k):
    """Draw healthy logits (n, k) and labels (n,)."""
    return rng.normal(scale=2.0, size=(n, k)), draw_labels(rng, n, k)


def repeated(*arrays):
    """Give each batch twice over."""
    return [np.concatenate([array, array]) for array in arrays]


def with_true_class_at(p, labels, k):
    """Give rows whose true classes have the probabilities p, the others equal ones."""
    p = np.reshape(p, (-1, 1))
    return np.where(np.eye(k)[labels] == 1, p, (1 - p) / (k - 1))


def tiny_probabilities(rng, k):
    """Draw five rows whose true class is nearly impossible, and their labels."""
    labels = rng.integers(k, size=5)
    tiny = rng.permutation(np.geomspace(1e-10, 1e-3, 5))
    return with_true_class_at(tiny, labels, k), labels


def extreme_rows(rng, k):
    """Give logits up to 1e4 in size, each row extreme in its own way: (5, k)."""
    logits = rng.normal(size=(5, k))
    logits[0] = rng.uniform(-1e4, 1e4, size=k)
    logits[1] -= 2000.0
    logits[2] += 9000.0
    logits[3, rng.integers(k)] = 1e4
    logits[4, rng.integers(k)] = -1e4
    return logits


def assert_at_least_25(loss):
    """Check the loss of an example whose true class is called impossible."""
    loss = assert_scalar(loss, what="the loss")
    assert_true(
        loss >= IMPOSSIBLE,
        f"where the true class has probability 0 the loss is {np.round(loss, 2)}; "
        "expected 25 or more, or infinity",
    )


def assert_drawn_alone(axes, x, lines, *, rtol):
    """Check the lines, and that no other line bears the name of one of them."""
    assert_drawn(axes, x, lines, rtol=rtol)
    named = [line for drawn in axes for line in drawn.lines if line.label in lines]
    for line in named:
        y = np.asarray(line.y, dtype=np.float64)
        what = f"another line `{line.label}`"
        assert_values(y, lines[line.label], rtol=rtol, what=what)


# ------------------------------------------------------------ models to choose from


def log_probs(logits):
    """Give log-softmax over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def models(rng, n, k, place):
    """Draw thetas (7,), logits (n, k) and labels (n,); the best stands at `place`.

    Drawn again until other ideas of what is best choose another model: the mean
    probability, the mean square error, the accuracy, softmax along the examples. The
    best one leads by 0.002 in cross-entropy, so that no rounding decides.
    """
    while True:
        thetas = np.array([-1.0, 0.15, 0.4, 0.7, 1.1, 1.8, 3.0])
        thetas *= rng.uniform(0.9, 1.1, size=7)
        logits = rng.uniform(-3, 3, size=(n, k))
        labels = _labels(rng, logits)
        losses, others = _verdicts(thetas, logits, labels)
        best = int(losses.argmin())
        lead = np.sort(losses)[1] - losses[best]
        if lead > 0.002 and best not in others:
            order = _order(rng, best, place)
            return thetas[order], logits, labels


def close_models(rng, n, k):
    """Draw thetas (2,), logits (n, k) and labels (n,); both models are nearly equal.

    By 1e-5 to 1e-3 in cross-entropy: more than an epsilon in a logarithm makes up.
    """
    while True:
        thetas, logits, labels = models(rng, n, k, 0)
        pair = thetas[0] * np.array([1.0, 1.04])
        losses, _ = _verdicts(pair, logits, labels)
        if 1e-5 < abs(losses[0] - losses[1]) < 1e-3:
            return pair, logits, labels


def _labels(rng, logits):
    """Draw labels from a model of theta 0.9; of one in nine the least likely class."""
    noise = rng.gumbel(size=logits.shape)
    odd = rng.uniform(size=len(logits)) < 1 / 9
    return np.where(odd, logits.argmin(axis=1), (0.9 * logits + noise).argmax(axis=1))


def _verdicts(thetas, logits, labels):
    """Give the models' cross-entropies, and which models other measures choose."""
    logs = log_probs(thetas[:, np.newaxis, np.newaxis] * logits)
    true = logs[:, np.arange(len(labels)), labels]
    squares = ((np.eye(logits.shape[1])[labels] - np.exp(logs)) ** 2).sum(axis=(1, 2))
    hits = (logs.argmax(axis=2) == labels).sum(axis=1)
    others = {np.exp(true).sum(axis=1).argmax(), squares.argmin(), hits.argmax()}
    if len(labels) == logits.shape[1]:
        others.add(_along_examples(thetas, logits, labels).argmax())
    return -true.mean(axis=1), others


def _along_examples(thetas, logits, labels):
    """Give the log-likelihoods with softmax along the wrong axis of a square."""
    logs = log_probs(thetas[:, np.newaxis, np.newaxis] * logits.T)
    return logs[:, labels, np.arange(len(labels))].sum(axis=1)


def _order(rng, best, place):
    """Give an order of seven models in which `best` stands at `place`."""
    others = rng.permutation([index for index in range(7) if index != best])
    return np.insert(others, place, best)
