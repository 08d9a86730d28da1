"""Hidden tests of `linear_outputs`."""

import numpy as np
import pytest

from autograder.checks import (
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_shape,
    assert_values,
    weight,
)


def draw(rng, n, d, k):
    """Draw W (k, d), b (k,) and X (n, d)."""
    return rng.normal(size=(k, d)), rng.normal(size=k), rng.normal(size=(n, d))


@weight(3)
@pytest.mark.parametrize("sizes", [(5, 4, 3), (2, 3, 6)], ids=str)
def test_values(student, reference, rng, sizes):
    """Each example gets one output per class: its weights times x, plus its bias."""
    given = draw(rng, *sizes)
    assert_values(student.linear_outputs(*given), reference.linear_outputs(*given))


@weight(2)
@pytest.mark.parametrize("sizes", [(3, 3, 3), (4, 2, 4), (2, 5, 2), (5, 3, 3)], ids=str)
def test_equal_sizes(student, reference, rng, sizes):
    """Where sizes are equal, rows of X are examples and rows of W are classes."""
    given = draw(rng, *sizes)
    assert_values(student.linear_outputs(*given), reference.linear_outputs(*given))


@pytest.mark.parametrize("sizes", [(1, 4, 3), (4, 1, 3), (4, 3, 1), (1, 1, 1)], ids=str)
def test_sizes_of_one(student, reference, rng, sizes):
    """One example, one input or one class keep their axis."""
    given = draw(rng, *sizes)
    assert_values(student.linear_outputs(*given), reference.linear_outputs(*given))


def test_no_examples(student, rng):
    """No examples give no rows, of one output per class."""
    assert_shape(student.linear_outputs(*draw(rng, 0, 4, 3)), (0, 3))


def test_permutation(student, reference, rng):
    """Examples and classes in another order give the outputs in that order."""
    W, b, X = draw(rng, 5, 2, 4)
    rows, classes = rng.permutation(5), rng.permutation(4)
    expected = reference.linear_outputs(W, b, X)[np.ix_(rows, classes)]
    found = student.linear_outputs(W[classes], b[classes], X[rows])
    assert_values(found, expected)


def test_any_values(student, reference, rng):
    """Outputs may be of any size and sign; nothing squashes them."""
    W, b, X = draw(rng, 4, 3, 2)
    expected = reference.linear_outputs(1e3 * W, 1e4 * b, X)
    assert_values(student.linear_outputs(1e3 * W, 1e4 * b, X), expected, atol=1e-8)


def test_lists(student, reference, rng):
    """Nested lists are accepted."""
    given = draw(rng, 4, 2, 3)
    found = student.linear_outputs(*(array.tolist() for array in given))
    assert_values(found, reference.linear_outputs(*given))


def test_integers(student, reference, rng):
    """Integers give floats, as lists and as arrays."""
    given = [rng.integers(-5, 6, size=size) for size in [(3, 2), 3, (4, 2)]]
    expected = reference.linear_outputs(*given)
    assert_values(student.linear_outputs(*given), expected)
    assert_values(student.linear_outputs(*(a.tolist() for a in given)), expected)


def test_grey_values(student, reference, rng):
    """Pictures of grey values from 0 to 255 do not overflow their small integers."""
    W, b = rng.integers(-5, 6, size=(3, 6)).astype(np.int8), np.zeros(3, dtype=np.int8)
    X = rng.integers(100, 256, size=(4, 6)).astype(np.uint8)
    assert_values(student.linear_outputs(W, b, X), reference.linear_outputs(W, b, X))


def test_float32(student, reference, rng):
    """Single precision in gives single precision at least."""
    given = [array.astype(np.float32) for array in draw(rng, 4, 3, 2)]
    expected = reference.linear_outputs(*given)
    assert_values(student.linear_outputs(*given), expected, rtol=1e-5, atol=1e-5)


def test_arguments(student, rng):
    """All three arguments are left as they were."""
    assert_leaves_arguments_alone(student.linear_outputs, *draw(rng, 4, 3, 2))


def test_fresh_results(student, rng):
    """A second call leaves the first call's outputs as they were."""
    first, second = draw(rng, 4, 3, 2), draw(rng, 4, 3, 2)
    assert_fresh_results(student.linear_outputs, first, second)


def test_many_examples(student, reference, rng):
    """Two thousand examples of 64 inputs are right as well, and in time."""
    given = draw(rng, 2000, 64, 10)
    assert_values(student.linear_outputs(*given), reference.linear_outputs(*given))
