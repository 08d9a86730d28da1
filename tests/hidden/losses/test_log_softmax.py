"""Hidden tests of `log_softmax`."""

import numpy as np
import pytest

from autograder.checks import (
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_shape,
    assert_values,
    weight,
)

from .draws import CLOSE, SINGLE, extreme_rows


def draw(rng, *shape):
    """Draw healthy logits of any shape."""
    return rng.normal(scale=2.0, size=shape)


@weight(3)
@pytest.mark.parametrize("shape", [(5, 3), (2, 6)], ids=str)
def test_values(student, reference, rng, shape):
    """Each entry is the natural logarithm of its probability."""
    logits = draw(rng, *shape)
    assert_values(student.log_softmax(logits), reference.log_softmax(logits), **CLOSE)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_as_many_rows_as_classes(student, reference, rng, k):
    """As many rows as columns: the classes lie along the last axis."""
    logits = draw(rng, k, k)
    assert_values(student.log_softmax(logits), reference.log_softmax(logits), **CLOSE)


@pytest.mark.parametrize("k", [1, 4])
def test_one_axis(student, reference, rng, k):
    """The logits of a single example have a single axis."""
    logits = draw(rng, k)
    assert_values(student.log_softmax(logits), reference.log_softmax(logits), **CLOSE)


@pytest.mark.parametrize("axis", [0, 1, -1, -2])
def test_axis(student, reference, rng, axis):
    """The classes may lie along any axis of three."""
    for shape in ((2, 3, 4), (3, 3, 3)):
        logits = draw(rng, *shape)
        expected = reference.log_softmax(logits, axis=axis)
        found = student.log_softmax(logits, axis=axis)
        assert_values(found, expected, **CLOSE)


@pytest.mark.parametrize("axis", [0, 1])
def test_axis_of_a_square(student, reference, rng, axis):
    """Either axis of a square may hold the classes."""
    logits = draw(rng, 3, 3)
    expected = reference.log_softmax(logits, axis=axis)
    assert_values(student.log_softmax(logits, axis=axis), expected, **CLOSE)


@weight(3)
def test_where_softmax_is_zero(student, reference, rng):
    """A gap of twenty thousand gives −20000 where softmax itself gives 0."""
    logits = np.zeros((3, 4))
    logits[0, rng.permutation(4)] = [1e4, -1e4, 0.0, 5000.0]
    logits[1, rng.integers(4)] = rng.uniform(800, 2000)
    logits[2, rng.integers(4)] = rng.uniform(-2000, -800)
    assert_values(student.log_softmax(logits), reference.log_softmax(logits), **CLOSE)


@weight(2)
@pytest.mark.parametrize("k", [4, 5])
def test_extreme_rows(student, reference, rng, k):
    """Logits of thousands give finite, right values, whatever other rows hold."""
    logits = extreme_rows(rng, k)
    assert_values(student.log_softmax(logits), reference.log_softmax(logits), **CLOSE)


@weight(2)
def test_extremes_along_another_axis(student, reference, rng):
    """Rows far apart do no harm along the first axis either."""
    logits = extreme_rows(rng, 4).T
    expected = reference.log_softmax(logits, axis=0)
    assert_values(student.log_softmax(logits, axis=0), expected, **CLOSE)


def test_shift(student, reference, rng):
    """Raising all logits of a row by the same amount changes nothing."""
    logits = draw(rng, 4, 3)
    shifted = logits + rng.uniform(-2000, 2000, size=(4, 1))
    expected = reference.log_softmax(logits)
    assert_values(student.log_softmax(shifted), expected, **CLOSE)


def test_nearly_sure_rows(student, reference, rng):
    """Rows that are nearly certain of one class keep their small losses."""
    logits = rng.normal(size=(4, 3))
    logits[:, rng.integers(3)] += rng.uniform(5, 12, size=4)
    assert_values(student.log_softmax(logits), reference.log_softmax(logits), **CLOSE)


def test_impossible_class(student, reference, rng):
    """A logit of −inf gives −inf, and the others what they give without it."""
    logits = draw(rng, 3, 4)
    logits[1, rng.integers(4)] = -np.inf
    assert_values(student.log_softmax(logits), reference.log_softmax(logits), **CLOSE)


def test_permutation(student, reference, rng):
    """Examples and classes in another order give the values in that order."""
    logits = draw(rng, 5, 3)
    order = np.ix_(rng.permutation(5), rng.permutation(3))
    expected = reference.log_softmax(logits)[order]
    assert_values(student.log_softmax(logits[order]), expected, **CLOSE)


def test_empty_batch(student):
    """An empty batch gives an empty result of the same shape."""
    assert_shape(student.log_softmax(np.zeros((0, 3))), (0, 3))


def test_lists_and_integers(student, reference, rng):
    """Integers and nested lists are accepted, and give floats."""
    logits = rng.integers(-3, 4, size=(4, 3))
    expected = reference.log_softmax(logits)
    for given in (logits, logits.tolist()):
        assert_values(student.log_softmax(given), expected, **CLOSE)


@pytest.mark.parametrize("dtype", ["uint8", "int8"])
def test_small_integers(student, reference, rng, dtype):
    """Logits in small integers keep nine digits and do not wrap around."""
    logits = rng.integers(0, 6, size=(4, 3)).astype(dtype)
    logits[0] = [0, 127, 3]
    if dtype == "int8":
        logits[1] = [-120, 100, 99]
    assert_values(student.log_softmax(logits), reference.log_softmax(logits), **CLOSE)


def test_float32(student, reference, rng):
    """Single precision in gives single precision at least."""
    logits = draw(rng, 4, 3).astype(np.float32)
    assert_values(student.log_softmax(logits), reference.log_softmax(logits), **SINGLE)


def test_arguments(student, rng):
    """The logits are left as they were."""
    assert_leaves_arguments_alone(student.log_softmax, draw(rng, 4, 3))


def test_fresh_results(student, rng):
    """A second call leaves the first call's result as it was."""
    first, second = draw(rng, 4, 3), draw(rng, 4, 3)
    assert_fresh_results(student.log_softmax, (first,), (second,))


def test_large_batch(student, reference, rng):
    """Two thousand examples of ten classes are right as well, and in time."""
    logits = draw(rng, 2000, 10)
    assert_values(student.log_softmax(logits), reference.log_softmax(logits), **CLOSE)
