"""accuracy: the fraction of rows that get their label."""

import numpy as np
import pytest

from autograder.checks import assert_leaves_arguments_alone, assert_number, weight


@weight(3)
def test_values(student, rng):
    """The fraction of right rows is counted correctly."""
    for n, k in ((40, 5), (23, 3), (9, 4)):
        logits, labels, expected = _draw(rng, n, k)
        assert_number(student.accuracy(logits, labels), expected)


@pytest.mark.parametrize("right", [0, 7])
def test_none_and_all(student, rng, right):
    """No right row gives 0, and all right rows give 1."""
    logits = rng.normal(size=(7, 3))
    labels = logits.argmax(axis=1) if right else logits.argmin(axis=1)
    assert_number(student.accuracy(logits, labels), right / 7)


@weight(0.5)
@pytest.mark.parametrize("n, k", [(4, 4), (1, 3), (2, 2), (5, 12)])
def test_any_number_of_rows_and_classes(student, rng, n, k):
    """The fraction is right for as many rows as classes, one row, and two classes."""
    logits, labels, expected = _draw(rng, n, k)
    assert_number(student.accuracy(logits, labels), expected)


def test_lists(student, rng):
    """Logits and labels may be lists."""
    logits, labels, expected = _draw(rng, 12, 4)
    assert_number(student.accuracy(logits.tolist(), labels.tolist()), expected)


def test_small_integer_labels(student, rng):
    """Labels in small unsigned integers are accepted."""
    logits, labels, expected = _draw(rng, 300, 4)
    assert_number(student.accuracy(logits, labels.astype(np.uint8)), expected)


def test_logits_are_no_probabilities(student, rng):
    """Logits of any size and sign are compared as they are."""
    logits, labels, expected = _draw(rng, 30, 4)
    assert_number(student.accuracy(1e3 * logits - 9e3, labels), expected)


def test_arguments_stay_as_they_are(student, rng):
    """Logits and labels are the same after the call."""
    logits, labels, _ = _draw(rng, 12, 4)
    assert_leaves_arguments_alone(student.accuracy, logits, labels)


def _draw(rng, n, k):
    """Draw logits and labels of which at least one of several is right and wrong."""
    logits = rng.normal(size=(n, k))
    right = rng.permutation(n) < rng.integers(1, max(2, n))
    labels = np.where(right, logits.argmax(axis=1), logits.argmin(axis=1))
    return logits, labels, float(right.mean())
