"""Hidden tests of `mse_grad_probs`."""

import numpy as np
import pytest

from autograder.checks import (
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_shape,
    assert_values,
    weight,
)

from .draws import one_hot_rows, probs_batch, repeated


@weight(3)
@pytest.mark.parametrize("shape", [(5, 3), (2, 6)], ids=str)
def test_values(student, reference, rng, shape):
    """The gradient is that of the mean squared error, averaged over the examples."""
    probs, targets = probs_batch(rng, *shape)
    expected = reference.mse_grad_probs(probs, targets)
    assert_values(student.mse_grad_probs(probs, targets), expected)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_as_many_rows_as_classes(student, reference, rng, k):
    """As many examples as classes: rows are still examples."""
    probs, targets = probs_batch(rng, k, k)
    expected = reference.mse_grad_probs(probs, targets)
    assert_values(student.mse_grad_probs(probs, targets), expected)


def test_one_example(student, reference, rng):
    """A batch of one gives a gradient of one row."""
    probs, targets = probs_batch(rng, 1, 4)
    expected = reference.mse_grad_probs(probs, targets)
    assert_values(student.mse_grad_probs(probs, targets), expected)


def test_repeated_batch(student, reference, rng):
    """A batch given twice over gives each row twice, half as long."""
    probs, targets = probs_batch(rng, 4, 3)
    (rows,) = repeated(reference.mse_grad_probs(probs, targets))
    found = student.mse_grad_probs(*repeated(probs, targets))
    assert_values(found, rows / 2)


def test_permutation(student, reference, rng):
    """Examples and classes in another order give the gradient in that order."""
    probs, targets = probs_batch(rng, 5, 3)
    order = np.ix_(rng.permutation(5), rng.permutation(3))
    expected = reference.mse_grad_probs(probs, targets)[order]
    assert_values(student.mse_grad_probs(probs[order], targets[order]), expected)


def test_sure_rows(student, reference, rng):
    """Probabilities of exactly 0 and 1 are no exception, right or wrong."""
    probs, targets = one_hot_rows(rng, 6, 3), one_hot_rows(rng, 6, 3)
    expected = reference.mse_grad_probs(probs, targets)
    assert_values(student.mse_grad_probs(probs, targets), expected)


def test_empty_batch(student):
    """An empty batch gives an empty gradient of the same shape."""
    empty = np.zeros((0, 3))
    assert_shape(student.mse_grad_probs(empty, empty), (0, 3))


def test_lists_and_integers(student, reference, rng):
    """Nested lists are accepted, and targets of integers."""
    probs, targets = probs_batch(rng, 4, 3)
    expected = reference.mse_grad_probs(probs, targets)
    whole = targets.astype(int)
    assert_values(student.mse_grad_probs(probs, whole), expected)
    found = student.mse_grad_probs(probs.tolist(), whole.tolist())
    assert_values(found, expected)


def test_float32(student, reference, rng):
    """Single precision in gives single precision at least."""
    probs, targets = (array.astype(np.float32) for array in probs_batch(rng, 4, 3))
    expected = reference.mse_grad_probs(probs, targets)
    found = student.mse_grad_probs(probs, targets)
    assert_values(found, expected, rtol=1e-5, atol=1e-6)


def test_arguments(student, rng):
    """Both arguments are left as they were."""
    assert_leaves_arguments_alone(student.mse_grad_probs, *probs_batch(rng, 4, 3))


def test_fresh_results(student, rng):
    """A second call leaves the first call's gradient as it was."""
    first, second = probs_batch(rng, 4, 3), probs_batch(rng, 4, 3)
    assert_fresh_results(student.mse_grad_probs, first, second)


def test_large_batch(student, reference, rng):
    """Two thousand examples of ten classes are right as well, and in time."""
    probs, targets = probs_batch(rng, 2000, 10)
    expected = reference.mse_grad_probs(probs, targets)
    assert_values(student.mse_grad_probs(probs, targets), expected)
