"""Hidden tests of `mse_loss`."""

import numpy as np
import pytest

from autograder.checks import (
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_number,
    weight,
)

from .draws import CLOSE, SINGLE, one_hot_rows, repeated, with_targets


@weight(3)
@pytest.mark.parametrize("shape", [(5, 3), (2, 6)], ids=str)
def test_values(student, reference, rng, shape):
    """It is the mean over the examples of the squared errors of all classes."""
    probs, targets = with_targets(rng, *shape)
    expected = reference.mse_loss(probs, targets)
    assert_number(student.mse_loss(probs, targets), expected, **CLOSE)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_as_many_rows_as_classes(student, reference, rng, k):
    """As many examples as classes: rows are still examples."""
    probs, targets = with_targets(rng, k, k)
    expected = reference.mse_loss(probs, targets)
    assert_number(student.mse_loss(probs, targets), expected, **CLOSE)


def test_one_example(student, reference, rng):
    """A batch of one has the error of its one example."""
    probs, targets = with_targets(rng, 1, 4)
    expected = reference.mse_loss(probs, targets)
    assert_number(student.mse_loss(probs, targets), expected, **CLOSE)


def test_repeated_batch(student, reference, rng):
    """A batch given twice over has the same loss."""
    probs, targets = with_targets(rng, 4, 3)
    expected = reference.mse_loss(probs, targets)
    found = student.mse_loss(*repeated(probs, targets))
    assert_number(found, expected, **CLOSE)


def test_permutation(student, reference, rng):
    """Examples and classes in another order have the same loss."""
    probs, targets = with_targets(rng, 5, 3)
    order = np.ix_(rng.permutation(5), rng.permutation(3))
    expected = reference.mse_loss(probs, targets)
    assert_number(student.mse_loss(probs[order], targets[order]), expected, **CLOSE)


def test_certain_and_right(student, rng):
    """A network that is certain and right has no loss."""
    targets = one_hot_rows(rng, 5, 3)
    assert_number(student.mse_loss(targets, targets), 0.0, **CLOSE)


def test_certain_and_wrong(student, rng):
    """A network that is certain of a wrong class has a loss of 2, the largest."""
    targets = one_hot_rows(rng, 5, 3)
    wrong = np.roll(targets, 1, axis=1)
    assert_number(student.mse_loss(wrong, targets), 2.0, **CLOSE)


def test_lists_and_integers(student, reference, rng):
    """Nested lists are accepted, and integers as targets and as probabilities."""
    probs, targets = with_targets(rng, 4, 3)
    whole, guesses = targets.astype(int), one_hot_rows(rng, 4, 3).astype(int)
    for given in ((probs, whole), (probs.tolist(), whole.tolist()), (guesses, whole)):
        expected = reference.mse_loss(*given)
        assert_number(student.mse_loss(*given), expected, **CLOSE)


def test_float32(student, reference, rng):
    """Single precision in gives single precision at least."""
    probs, targets = (array.astype(np.float32) for array in with_targets(rng, 4, 3))
    expected = reference.mse_loss(probs, targets)
    assert_number(student.mse_loss(probs, targets), expected, **SINGLE)


def test_arguments(student, rng):
    """Both arguments are left as they were."""
    assert_leaves_arguments_alone(student.mse_loss, *with_targets(rng, 4, 3))


def test_fresh_results(student, rng):
    """A second call leaves the first call's result as it was."""
    first, second = with_targets(rng, 4, 3), with_targets(rng, 4, 3)
    assert_fresh_results(student.mse_loss, first, second)


def test_large_batch(student, reference, rng):
    """Two thousand examples of ten classes are right as well, and in time."""
    probs, targets = with_targets(rng, 2000, 10)
    expected = reference.mse_loss(probs, targets)
    assert_number(student.mse_loss(probs, targets), expected, **CLOSE)
