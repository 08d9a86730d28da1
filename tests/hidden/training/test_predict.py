"""predict: the class of the largest logit, row by row."""

import numpy as np
import pytest

from autograder.checks import assert_integers, assert_leaves_arguments_alone, weight


@weight(3)
def test_values(student, rng):
    """Each row gets the class of its largest logit."""
    for n, k in ((40, 5), (12, 3)):
        logits = rng.normal(size=(n, k))
        assert_integers(student.predict(logits), logits.argmax(axis=1))


@weight(0.5)
@pytest.mark.parametrize("n, k", [(4, 4), (1, 6), (2, 2), (7, 2), (3, 12)])
def test_any_number_of_rows_and_classes(student, rng, n, k):
    """The classes are right for as many rows as classes, one row, and two classes."""
    logits = rng.normal(size=(n, k))
    assert_integers(student.predict(logits), logits.argmax(axis=1))


def test_negative_and_huge_logits(student, rng):
    """Rows of negative logits and logits of ten thousand get the right class."""
    logits = rng.normal(size=(20, 4)) - 50.0
    logits[::2] *= 1e3
    assert_integers(student.predict(logits), logits.argmax(axis=1))


def test_lead_of_a_billionth(student, rng):
    """The largest logit wins by however little."""
    best = rng.integers(4, size=20)
    logits = np.full((20, 4), 9000.0)
    logits[np.arange(20), best] += 1e-9
    assert_integers(student.predict(logits), best)


def test_lists_and_integers(student, rng):
    """Lists of lists of integers are accepted."""
    logits = [rng.permutation(6)[:4].tolist() for _ in range(9)]
    assert_integers(student.predict(logits), np.argmax(logits, axis=1))


@weight(0.5)
def test_empty_batch(student):
    """No rows give no classes."""
    assert_integers(student.predict(np.zeros((0, 3))), np.zeros(0))


def test_arguments_stay_as_they_are(student, rng):
    """The logits are the same after the call."""
    assert_leaves_arguments_alone(student.predict, rng.normal(size=(6, 4)))
