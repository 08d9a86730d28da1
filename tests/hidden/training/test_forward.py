"""forward: logits = b′ + W′ σ(b + W x), a row an example."""

import numpy as np
import pytest

from autograder.checks import (
    assert_leaves_arguments_alone,
    assert_shape,
    assert_true,
    assert_values,
    weight,
)

from .draws import SIZES, forward_of, logits_of, network, sizes


@weight(3)
def test_values(student, reference, rng):
    """The logits of random networks are right."""
    for _ in range(3):
        n, d, h, k = sizes(rng)
        params, X = network(rng, d, h, k), rng.normal(size=(n, d))
        expected, _ = reference.forward(params, X)
        assert_values(logits_of(student, params, X), expected, what="logits")


@weight(2)
def test_zero_weights(student, rng):
    """With W = 0 and b = 0 every hidden unit is one half."""
    n, d, h, k = sizes(rng)
    params = network(rng, d, h, k)
    params["W"], params["b"] = np.zeros((h, d)), np.zeros(h)
    expected = np.tile(params["bp"] + params["Wp"].sum(axis=1) / 2, (n, 1))
    found = logits_of(student, params, rng.normal(size=(n, d)))
    assert_values(found, expected, what="logits")


@weight(0.3)
@pytest.mark.parametrize("case", SIZES)
def test_sizes_that_coincide(student, reference, rng, case):
    """The logits are right also when two of the sizes n, d, h, k are equal or 1."""
    n, d, h, k = SIZES[case]
    params, X = network(rng, d, h, k), rng.normal(size=(n, d))
    expected, _ = reference.forward(params, X)
    assert_values(logits_of(student, params, X), expected, what="logits")


def test_saturated_units_stay_finite(student, reference, rng):
    """Sums of up to ten thousand inside the sigmoid give no nan."""
    params, X = network(rng, 5, 4, 3), rng.normal(size=(6, 5))
    sums = X @ params["W"].T + params["b"]
    params["W"] *= 1e4 / np.abs(sums).max()
    params["b"] *= 1e4 / np.abs(sums).max()
    expected, _ = reference.forward(params, X)
    assert_values(logits_of(student, params, X), expected, what="logits")


def test_one_unit_is_saturated(student, reference, rng):
    """One saturated hidden unit does not disturb the others."""
    params, X = network(rng, 5, 4, 3), rng.normal(size=(6, 5))
    params["b"][rng.integers(4)] = -900.0
    expected, _ = reference.forward(params, X)
    assert_values(logits_of(student, params, X), expected, what="logits")


def test_lists_and_integers(student, reference, rng):
    """Inputs may be lists of integers, and parameters may be integers."""
    params = {key: np.rint(3 * part) for key, part in network(rng, 5, 4, 3).items()}
    params = {key: part.astype(int) for key, part in params.items()}
    X = rng.integers(-2, 3, size=(6, 5)).tolist()
    expected, _ = reference.forward(params, X)
    assert_values(logits_of(student, params, X), expected, what="logits")


def test_float32(student, reference, rng):
    """Single precision inputs and parameters give the same logits, less exactly."""
    params = {k: v.astype(np.float32) for k, v in network(rng, 5, 4, 3).items()}
    X = rng.normal(size=(6, 5)).astype(np.float32)
    expected, _ = reference.forward(params, X)
    # float32 keeps 7 digits; sums of a few terms lose one or two of them.
    assert_values(logits_of(student, params, X), expected, rtol=1e-4, atol=1e-5)


@weight(0.5)
def test_empty_batch(student, rng):
    """No examples give no rows of logits."""
    params = network(rng, 5, 4, 3)
    assert_shape(logits_of(student, params, np.zeros((0, 5))), (0, 3), what="logits")


def test_arguments_stay_as_they_are(student, rng):
    """The parameters and the inputs are the same after the call."""
    params, X = network(rng, 5, 4, 3), rng.normal(size=(6, 5))
    assert_leaves_arguments_alone(student.forward, params, X)


def test_first_result_survives_a_second_call(student, rng):
    """A second call does not change the logits of the first."""
    params, X = network(rng, 5, 4, 3), rng.normal(size=(6, 5))
    kept = forward_of(student, params, X, 0)[0]
    before = student.fetch(kept)
    logits_of(student, params, rng.normal(size=(6, 5)))
    same = np.array_equal(student.fetch(kept), before)
    assert_true(same, "a second call changed the logits of the first")
