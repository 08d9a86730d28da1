"""Hidden tests of `sigmoid_weights`: one output that says what two said."""

import numpy as np
import pytest

from autograder.checks import (
    as_array,
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_number,
    assert_tuple,
    assert_values,
    weight,
)

from .draws import law_of_two


def draw(rng, d):
    """Draw W (2, d) and b (2,)."""
    return rng.normal(size=(2, d)), rng.normal(size=2)


def twin(student, W, b):
    """Give both parts; that the bias has no axis is a test of its own."""
    w, bias = assert_tuple(student.sigmoid_weights(W, b), 2)
    bias = as_array(bias, what="the bias")
    return w, bias[0] if bias.shape == (1,) else bias


def assert_twin(student, W, b, **tolerance):
    """Check both parts."""
    w, bias = twin(student, W, b)
    W, b = np.asarray(W, dtype=np.float64), np.asarray(b, dtype=np.float64)
    assert_values(w, W[0] - W[1], what="the row of weights", **tolerance)
    assert_number(bias, b[0] - b[1], what="the bias", **tolerance)


@weight(4)
@pytest.mark.parametrize("d", [3, 5])
def test_values(student, rng, d):
    """One row of weights and one bias give the first class's probability."""
    W, b = draw(rng, d)
    assert_twin(student, W, b)


@weight(3)
def test_two_inputs(student, rng):
    """With two inputs, rows of W are still classes and columns inputs."""
    W, b = draw(rng, 2)
    assert_twin(student, W, b)


def test_one_input(student, rng):
    """With a single input w still has its axis."""
    W, b = draw(rng, 1)
    assert_twin(student, W, b)


@weight(2)
def test_single_number(student, rng):
    """The bias of one output is a single number, without an axis."""
    W, b = draw(rng, 3)
    _, bias = student.sigmoid_weights(W, b)
    assert_number(bias, b[0] - b[1], what="the bias")


@weight(2)
def test_same_probability(student, reference, rng):
    """For any x the sigmoid gives what softmax gives to the first class."""
    W, b = draw(rng, 4)
    X = rng.normal(size=(6, 4))
    w, bias = twin(student, W, b)
    found = law_of_two(X @ as_array(w, (4,), what="the row of weights") + bias)
    expected = reference.softmax(reference.linear_outputs(W, b, X))[:, 0]
    assert_values(found, expected, what="the probability of the first class")


def test_equal_rows(student, rng):
    """Two equal rows cancel, and the biases alone decide."""
    W, b = draw(rng, 3)
    W[1] = W[0]
    assert_twin(student, W, b)


def test_large_weights(student, rng):
    """Weights of thousands are subtracted as they are."""
    W, b = (1e4 * array for array in draw(rng, 3))
    assert_twin(student, W, b)


def test_lists(student, rng):
    """Nested lists are accepted."""
    W, b = draw(rng, 3)
    assert_twin(student, W.tolist(), b.tolist())


@pytest.mark.parametrize("kind", ["int64", "uint8"])
def test_integers(student, rng, kind):
    """Integers give floats, and unsigned ones differences below 0."""
    W = np.array([[1, 7, 0], [4, 2, 255]]).astype(kind)
    b = np.array([3, 9]).astype(kind)
    assert_twin(student, W, b)


def test_float32(student, rng):
    """Single precision in gives single precision at least."""
    W, b = (array.astype(np.float32) for array in draw(rng, 3))
    assert_twin(student, W, b, rtol=1e-5, atol=1e-6)


def test_arguments(student, rng):
    """Both arguments are left as they were."""
    assert_leaves_arguments_alone(student.sigmoid_weights, *draw(rng, 3))


def test_fresh_results(student, rng):
    """A second call leaves the first call's result as it was."""
    assert_fresh_results(student.sigmoid_weights, draw(rng, 3), draw(rng, 3))
