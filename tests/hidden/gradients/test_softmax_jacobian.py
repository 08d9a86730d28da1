"""Hidden tests of `softmax_jacobian`."""

import numpy as np
import pytest

from autograder.checks import (
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_values,
    weight,
)


@weight(3)
@pytest.mark.parametrize("k", [3, 5])
def test_values(student, reference, rng, k):
    """Every entry is the partial derivative that its row and column name."""
    logits = rng.normal(scale=2.0, size=k)
    assert_values(student.softmax_jacobian(logits), reference.softmax_jacobian(logits))


@pytest.mark.parametrize("k", [1, 2])
def test_few_classes(student, reference, rng, k):
    """Two classes, or a single one, are no exception."""
    logits = rng.normal(size=k)
    assert_values(student.softmax_jacobian(logits), reference.softmax_jacobian(logits))


@weight(2)
def test_large_logits(student, rng):
    """Logits of thousands give the flat Jacobian of a softmax that is sure."""
    logits = np.array([-5000.0, 1e4, 0.0, -1e4])[rng.permutation(4)]
    assert_values(student.softmax_jacobian(logits), np.zeros((4, 4)))


@weight(2)
def test_large_tie(student, reference, rng):
    """Two huge equal logits share the Jacobian as two small ones do."""
    logits = np.array([9000.0, 9000.0, -3000.0])[rng.permutation(3)]
    expected = reference.softmax_jacobian(logits)
    assert_values(student.softmax_jacobian(logits), expected)


def test_shift(student, reference, rng):
    """Raising all logits by the same amount changes nothing."""
    logits = rng.normal(size=4)
    expected = reference.softmax_jacobian(logits)
    assert_values(student.softmax_jacobian(logits - 2000.0), expected, atol=1e-10)


def test_permutation(student, reference, rng):
    """Classes in another order give the rows and columns in that order."""
    logits, order = rng.normal(size=5), rng.permutation(5)
    expected = reference.softmax_jacobian(logits)[np.ix_(order, order)]
    assert_values(student.softmax_jacobian(logits[order]), expected)


def test_integer_list(student, reference, rng):
    """A list of integers is accepted and gives floats."""
    logits = rng.integers(-3, 4, size=4).tolist()
    assert_values(student.softmax_jacobian(logits), reference.softmax_jacobian(logits))


def test_float32(student, reference, rng):
    """Logits in single precision give single precision at least."""
    logits = rng.normal(size=4).astype(np.float32)
    expected = reference.softmax_jacobian(logits)
    assert_values(student.softmax_jacobian(logits), expected, rtol=1e-5, atol=1e-6)


def test_arguments(student, rng):
    """The logits are left as they were."""
    assert_leaves_arguments_alone(student.softmax_jacobian, rng.normal(size=4))


def test_fresh_results(student, rng):
    """A second call leaves the first call's result as it was."""
    first, second = rng.normal(size=(2, 4))
    assert_fresh_results(student.softmax_jacobian, (first,), (second,))


def test_many_classes(student, reference, rng):
    """Two hundred classes are right as well, and in time."""
    logits = rng.normal(size=200)
    assert_values(student.softmax_jacobian(logits), reference.softmax_jacobian(logits))
