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
    """Give the first 400 digits, pixels from 0 to 1, and their labels."""
    from sklearn.datasets import load_digits  # a second to import

    data = load_digits()
    return data.data[:400] / 16.0, data.target[:400]


def digits_network(rng):
    """Draw a healthy start for the digits: 16 hidden units."""
    return {
        "W": 0.3 * rng.normal(size=(16, 64)),
        "b": np.zeros(16),
        "Wp": 0.1 * rng.normal(size=(10, 16)),
        "bp": np.zeros(10),
    }


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
    # A parameter near 18 is rounded by up to 4e-15 in each of 200 steps.
    what = "the distance that the parameters moved"
    assert_number(moved(params, start), far, rtol=1e-6, atol=1e-11, what=what)


def complex_step(params, X, targets, loss, step=1e-30):
    """Differentiate our loss by every parameter, exactly: Im L(p + ih) / h."""
    grads = {key: np.zeros_like(value) for key, value in params.items()}
    for key, grad in grads.items():
        for at in np.ndindex(grad.shape):
            bent = {name: value.astype(complex) for name, value in params.items()}
            bent[key][at] += 1j * step
            grad[at] = _complex_loss(bent, X, targets, loss).imag / step
    return grads


def _complex_loss(params, X, targets, loss):
    hidden = 1 / (1 + np.exp(-(X @ params["W"].T + params["b"])))
    powers = np.exp(hidden @ params["Wp"].T + params["bp"])
    probs = powers / powers.sum(axis=1, keepdims=True)
    errors = -targets * np.log(probs) if loss == "ce" else (targets - probs) ** 2
    return errors.sum() / len(X)


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
