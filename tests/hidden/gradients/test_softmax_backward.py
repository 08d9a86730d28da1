"""Hidden tests of `softmax_backward`."""

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


def draw(rng, n, k):
    """Draw probabilities and a gradient that no loss need have, both (n, k)."""
    probs, _ = probs_batch(rng, n, k)
    return probs, rng.normal(size=(n, k))


@weight(3)
@pytest.mark.parametrize("shape", [(5, 3), (2, 6)], ids=str)
def test_values(student, reference, rng, shape):
    """Any upstream gradient is carried back to the logits, row by row."""
    probs, upstream = draw(rng, *shape)
    expected = reference.softmax_backward(probs, upstream)
    assert_values(student.softmax_backward(probs, upstream), expected)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_as_many_rows_as_classes(student, reference, rng, k):
    """As many examples as classes: rows are still examples."""
    probs, upstream = draw(rng, k, k)
    expected = reference.softmax_backward(probs, upstream)
    assert_values(student.softmax_backward(probs, upstream), expected)


def test_one_example(student, reference, rng):
    """A batch of one gives the one row that it had among others."""
    probs, upstream = draw(rng, 4, 3)
    expected = reference.softmax_backward(probs, upstream)[1:2]
    assert_values(student.softmax_backward(probs[1:2], upstream[1:2]), expected)


def test_repeated_batch(student, reference, rng):
    """A batch given twice over gives the same rows twice over."""
    probs, upstream = draw(rng, 4, 3)
    (expected,) = repeated(reference.softmax_backward(probs, upstream))
    assert_values(student.softmax_backward(*repeated(probs, upstream)), expected)


def test_permutation(student, reference, rng):
    """Examples and classes in another order give the result in that order."""
    probs, upstream = draw(rng, 5, 3)
    order = np.ix_(rng.permutation(5), rng.permutation(3))
    expected = reference.softmax_backward(probs, upstream)[order]
    assert_values(student.softmax_backward(probs[order], upstream[order]), expected)


def test_nearly_sure_rows(student, reference, rng):
    """Rows that are nearly certain of one class let a little through."""
    probs = reference.softmax(rng.normal(scale=6, size=(9, 3)))
    upstream = rng.normal(size=(9, 3))
    expected = reference.softmax_backward(probs, upstream)
    found = student.softmax_backward(probs, upstream)
    assert_values(found, expected, rtol=1e-6, atol=1e-14)


def test_sure_rows(student, rng):
    """Rows that are certain of one class let nothing through, however steep."""
    probs, upstream = one_hot_rows(rng, 4, 3), rng.normal(scale=10, size=(4, 3))
    assert_values(student.softmax_backward(probs, upstream), np.zeros((4, 3)))


def test_empty_batch(student):
    """An empty batch gives an empty result of the same shape."""
    empty = np.zeros((0, 3))
    assert_shape(student.softmax_backward(empty, empty), (0, 3))


def test_lists_and_integers(student, reference, rng):
    """Nested lists are accepted, and integers in the upstream gradient."""
    probs, _ = probs_batch(rng, 4, 3)
    upstream = rng.integers(-3, 4, size=(4, 3))
    expected = reference.softmax_backward(probs, upstream)
    assert_values(student.softmax_backward(probs, upstream), expected)
    found = student.softmax_backward(probs.tolist(), upstream.tolist())
    assert_values(found, expected)


def test_float32(student, reference, rng):
    """Single precision in gives single precision at least."""
    probs, upstream = (array.astype(np.float32) for array in draw(rng, 4, 3))
    expected = reference.softmax_backward(probs, upstream)
    found = student.softmax_backward(probs, upstream)
    assert_values(found, expected, rtol=1e-5, atol=1e-6)


def test_arguments(student, rng):
    """Both arguments are left as they were."""
    assert_leaves_arguments_alone(student.softmax_backward, *draw(rng, 4, 3))


def test_fresh_results(student, rng):
    """A second call leaves the first call's result as it was."""
    first, second = draw(rng, 4, 3), draw(rng, 4, 3)
    assert_fresh_results(student.softmax_backward, first, second)


def test_large_batch(student, reference, rng):
    """Two thousand examples of ten classes are right as well, and in time."""
    probs, upstream = draw(rng, 2000, 10)
    expected = reference.softmax_backward(probs, upstream)
    assert_values(student.softmax_backward(probs, upstream), expected)
