"""What the hidden suites of `training` share: random networks, digits, our own runs."""

from functools import cache

import numpy as np

from autograder.checks import (
    CheckFailed,
    as_array,
    assert_mapping,
    assert_number,
    assert_tuple,
    assert_values,
    norm,
)

KEYS = ("W", "b", "Wp", "bp")
LOSSES = ("ce", "mse")
SIZES = {
    "one_example": (1, 5, 4, 3),
    "one_hidden_unit": (5, 4, 1, 3),
    "one_input": (5, 1, 4, 3),
    "h_equals_d": (6, 4, 4, 3),
    "h_equals_k": (6, 5, 3, 3),
    "n_equals_k": (3, 5, 4, 3),
    "n_equals_h": (4, 5, 4, 3),
    "n_equals_d": (5, 5, 4, 3),
    "d_equals_k": (6, 3, 4, 3),
    "all_equal": (4, 4, 4, 4),
}
"""n, d, h, k where errors of shape can fall silent"""


def sizes(rng):
    """Draw n, d, h, k, no two of them equal, n the largest."""
    drawn = [int(size) for size in rng.permutation(np.arange(3, 9))[:4]]
    drawn.remove(max(drawn))
    return max(8, *drawn) + int(rng.integers(1, 5)), *drawn


def network(rng, d, h, k):
    """Draw a healthy start with all four arrays away from zero."""
    return {
        "W": rng.normal(size=(h, d)),
        "b": rng.normal(size=h),
        "Wp": rng.normal(size=(k, h)),
        "bp": rng.normal(size=k),
    }


def problem(rng):
    """Draw a small network, inputs and labels, all sizes different."""
    n, d, h, k = sizes(rng)
    labels = rng.permutation(np.arange(n) % k)
    return network(rng, d, h, k), rng.normal(size=(n, d)), labels


@cache
def digits():
    """Give the first 200 digits, pixels from 0 to 1, and their labels."""
    from sklearn.datasets import load_digits  # a second to import

    data = load_digits()
    return data.data[:200] / 16.0, data.target[:200]


DRAWS = 8
"""how many long runs of ours there are to compare with, of each kind"""
FROM_HEALTHY = (3.0, 100)
"""learning rate and steps with which the mean square error reads the digits"""
FROM_BAD = (1.0, 100)
"""learning rate and steps with which cross-entropy unlearns a bad start"""


def drawn(rng):
    """Choose one of the long runs: a student cannot know which.

    A run of ours on the digits costs more than all else that a test does, so each is
    made once in a process. Only tests that fresh value tests gate may choose: who gets
    to them trains rightly from any start.
    """
    return int(rng.integers(DRAWS))


def digits_start(draw):
    """Draw a healthy start for the digits, 16 hidden units, and how to spoil it.

    Returns:
        params, the wrong class to be sure of, and by how much its bias is raised.
    """
    rng = np.random.default_rng([16, draw])
    params = {
        "W": 0.3 * rng.normal(size=(16, 64)),
        "b": np.zeros(16),
        "Wp": 0.1 * rng.normal(size=(10, 16)),
        "bp": np.zeros(10),
    }
    return params, int(rng.integers(10)), float(rng.uniform(14, 18))


def our_run(reference, draw, loss, *, bad, how):
    """Give the params and the losses of a long run of ours.

    Args:
        reference: whose `train` runs.
        draw: where it starts.
        loss: "ce" or "mse".
        bad: whether the start is spoilt.
        how: learning rate and number of steps.
    """
    params, losses = _run_once(reference.train, draw, loss, bad, how)
    return {key: value.copy() for key, value in params.items()}, list(losses)


@cache
def _run_once(train, draw, loss, bad, how):
    params, wrong, bias = digits_start(draw)
    start = biased(params, wrong, bias) if bad else params
    return train(start, *digits(), loss, *how)


def biased(params, wrong_class, bias):
    """Give a copy of params that is sure of one class."""
    bad = {key: np.array(value, dtype=float) for key, value in params.items()}
    bad["bp"][wrong_class] += bias
    return bad


def logits_of(student, params, X):
    """Call the student's forward for its logits; the cache stays in the worker."""
    return forward_of(student, params, X)[0]


def cache_of(student, params, X):
    """Call the student's forward for its cache, which stays in the worker."""
    return forward_of(student, params, X)[1]


def forward_of(student, params, X, *also):
    """Call the student's forward; what stays in the worker is the cache, and `also`."""
    return assert_tuple(student.forward.keeping(1, *also)(params, X), 2)


def assert_params(value, expected, *, rtol=1e-9, atol=1e-12, what="the dict"):
    """Check the keys, then the shape and values of each array."""
    found = assert_mapping(value, KEYS, what=what)
    for key in KEYS:
        assert_values(found[key], expected[key], rtol=rtol, atol=atol, what=f"`{key}`")


def trained(value, like, steps):
    """Give (params, history) as arrays, once they have the right shapes."""
    parts = assert_tuple(value, 2)
    found = assert_mapping(parts[0], KEYS, what="the returned params")
    arrays = {
        key: as_array(found[key], like[key].shape, what=f"`{key}`").astype(float)
        for key in KEYS
    }
    return arrays, as_array(parts[1], (steps,), what="the history").astype(float)


def trained_on(function, params, steps, chunk=50):
    """Train by calls of at most `chunk` steps, so that slow answers are not cut off.

    `function(params, steps)` calls the student; each call begins where the last ended.
    """
    history = []
    for _ in range(0, steps, chunk):
        params, part = trained(function(params, chunk), params, chunk)
        history.append(part)
    return params, np.concatenate(history)


def our_loss(reference, params, X, labels, loss):
    """Give our loss of a network, whoever trained it."""
    logits, _ = reference.forward(params, X)
    if loss == "ce":
        return float(reference.cross_entropy_logits(logits, labels))
    targets = reference.one_hot(labels, logits.shape[1])
    return float(reference.mse_loss(reference.softmax(logits), targets))


def our_accuracy(reference, params, X, labels):
    """Give the fraction that a network gets right, whoever trained it."""
    return float(np.mean(reference.forward(params, X)[0].argmax(axis=1) == labels))


def moved(params, start):
    """Give the distance between two sets of parameters."""
    return norm([norm(params[key] - start[key]) for key in KEYS])


def assert_same_way(params, expected, start):
    """Check that a run has moved as far as ours, on a plateau too."""
    far = moved(expected, start)
    # A parameter near 18 is rounded by up to 4e-15 in each of 100 steps.
    what = "the distance that the parameters moved"
    assert_number(moved(params, start), far, rtol=1e-6, atol=1e-11, what=what)


def complex_step(params, X, targets, loss, step=1e-30):
    """Differentiate our loss by every parameter, exactly: Im L(p + ih) / h."""
    grads = {}
    for key, value in params.items():
        # one network for each entry of this parameter
        steps = 1j * step * np.eye(value.size).reshape(-1, *value.shape)
        losses = _complex_loss({**params, key: value + steps}, X, targets, loss)
        grads[key] = losses.imag.reshape(value.shape) / step
    return grads


def _complex_loss(params, X, targets, loss):
    """Give the loss of a network, or (m,) of as many as one parameter has values."""
    hidden = 1 / (1 + np.exp(-_layer(X, params["W"], params["b"])))
    powers = np.exp(_layer(hidden, params["Wp"], params["bp"]))
    probs = powers / powers.sum(axis=-1, keepdims=True)
    errors = -targets * np.log(probs) if loss == "ce" else (targets - probs) ** 2
    return errors.sum(axis=(-2, -1)) / len(X)


def _layer(inputs, weights, bias):
    return inputs @ np.swapaxes(weights, -1, -2) + np.expand_dims(bias, -2)


def gradient_on_surface(reference, loss):
    """Give a function y (3,) → gradient (3,) on the lecture's surface, class 0 true.

    A student's function calls it with anything; what is no point gives nan.
    """
    of_logits = {
        "ce": reference.cross_entropy_grad_logits,
        "mse": reference.mse_grad_logits,
    }[loss]

    def gradient(point):
        try:
            logits = as_array(point, (3,)).astype(float)
        except CheckFailed:
            return np.full(3, np.nan)
        return of_logits(logits[None], np.array([[1.0, 0.0, 0.0]]))[0]

    return gradient
