"""Hidden tests of `predict_index`: round, then clip. A half is never tested."""

import numpy as np
import pytest

from autograder.checks import (
    as_array,
    assert_integers,
    assert_leaves_arguments_alone,
    assert_true,
    weight,
)


def draw(rng, n, k, beyond=0):
    """Draw scores near integers of -beyond to k - 1 + beyond, and those integers."""
    nearest = rng.integers(-beyond, k + beyond, size=n)
    return nearest + rng.uniform(-0.45, 0.45, size=n), nearest


def assert_classes(found, expected):
    """Check the numbers; that they are integers is a test of its own."""
    array = as_array(found, np.shape(expected))
    wrong = int((array != expected).sum())
    assert_true(not wrong, f"{wrong} of {array.size} scores become a wrong class")


@weight(3)
@pytest.mark.parametrize("k", [3, 6])
def test_values(student, rng, k):
    """Scores between the classes become the nearest class, those outside the last."""
    scores, nearest = draw(rng, 40, k, beyond=3)
    assert_classes(student.predict_index(scores, k), np.clip(nearest, 0, k - 1))


@weight(2)
def test_integers(student, rng):
    """Class numbers are integers, fit to be an index."""
    scores, nearest = draw(rng, 12, 4)
    assert_integers(student.predict_index(scores, 4), nearest)


@pytest.mark.parametrize("k", [1, 2])
def test_few_classes(student, rng, k):
    """With one or two classes the numbers end at 0 or 1."""
    scores, nearest = draw(rng, 9, k, beyond=2)
    assert_classes(student.predict_index(scores, k), np.clip(nearest, 0, k - 1))


def test_many_classes(student, rng):
    """A thousand classes are no exception."""
    scores, nearest = draw(rng, 12, 1000, beyond=100)
    expected = np.clip(nearest, 0, 999)
    assert_classes(student.predict_index(scores, 1000), expected)


def test_close_to_a_half(student, rng):
    """Scores just beside a half go to the nearer side."""
    whole = np.arange(5).repeat(2)
    scores = whole + np.tile([-0.49999999, 0.49999999], 5)
    order = rng.permutation(10)
    assert_classes(student.predict_index(scores[order], 5), whole[order])


def test_huge_scores(student):
    """Scores far too large to be an integer of the machine are clipped as well."""
    scores = np.array([1e30, -1e30, 3e9, -3e9, 1.2])
    assert_classes(student.predict_index(scores, 4), [3, 0, 3, 0, 1])


def test_one_score(student):
    """A single score is a batch of one."""
    assert_classes(student.predict_index(np.array([1.8]), 3), [2])


def test_no_scores(student):
    """No scores give no classes."""
    assert_classes(student.predict_index(np.zeros(0), 3), np.zeros(0))


def test_lists(student, rng):
    """A list is accepted, of floats or of integers."""
    scores, nearest = draw(rng, 6, 3)
    assert_classes(student.predict_index(scores.tolist(), 3), nearest)
    assert_classes(student.predict_index([-4, 0, 2, 7], 3), [0, 0, 2, 2])


def test_float32(student, rng):
    """Scores in single precision are no exception."""
    scores, nearest = draw(rng, 6, 3)
    assert_classes(student.predict_index(scores.astype(np.float32), 3), nearest)


def test_arguments(student, rng):
    """The scores are left as they were."""
    scores, _ = draw(rng, 6, 3, beyond=2)
    assert_leaves_arguments_alone(student.predict_index, scores, 3)
