"""Hidden tests of `cross_entropy_logits`."""

import numpy as np
import pytest

from autograder.checks import (
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_number,
    weight,
)

from .draws import CLOSE, SINGLE, extreme_rows, logits_batch, repeated

PYTORCH = [
    (([[3.0, 1.0, -3.0]], [0]), 0.1291089088298506),
    (
        ([[0.3, -1.2, 2.5], [1.7, 0.1, -0.4], [-0.9, 0.8, 0.6]], [2, 0, 1]),
        0.3672915499088935,
    ),
    (([[-10.0, 10.0, -1000.0]], [0]), 20.000000002061153),
]
"""made by tests/course/make_pytorch_numbers.py"""


@weight(4)
@pytest.mark.parametrize("shape", [(5, 3), (2, 6)], ids=str)
def test_values(student, reference, rng, shape):
    """It is the cross-entropy of the softmax of the logits."""
    logits, labels = logits_batch(rng, *shape)
    expected = reference.cross_entropy_logits(logits, labels)
    assert_number(student.cross_entropy_logits(logits, labels), expected, **CLOSE)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_as_many_rows_as_classes(student, reference, rng, k):
    """As many examples as classes: rows are still examples."""
    logits, labels = logits_batch(rng, k, k)
    expected = reference.cross_entropy_logits(logits, labels)
    assert_number(student.cross_entropy_logits(logits, labels), expected, **CLOSE)


def test_one_example(student, reference, rng):
    """A batch of one has the loss of its one example."""
    logits, labels = logits_batch(rng, 1, 4)
    expected = reference.cross_entropy_logits(logits, labels)
    assert_number(student.cross_entropy_logits(logits, labels), expected, **CLOSE)


def test_repeated_batch(student, reference, rng):
    """A batch given twice over has the same loss."""
    logits, labels = logits_batch(rng, 4, 3)
    expected = reference.cross_entropy_logits(logits, labels)
    found = student.cross_entropy_logits(*repeated(logits, labels))
    assert_number(found, expected, **CLOSE)


def test_shift(student, reference, rng):
    """Raising all logits of a row by the same amount changes nothing."""
    logits, labels = logits_batch(rng, 4, 3)
    expected = reference.cross_entropy_logits(logits, labels)
    shifted = logits + rng.uniform(-2000, 2000, size=(4, 1))
    assert_number(student.cross_entropy_logits(shifted, labels), expected, **CLOSE)


def test_pytorch(student):
    """It gives the numbers that PyTorch's cross-entropy gives."""
    for (logits, labels), expected in PYTORCH:
        found = student.cross_entropy_logits(np.array(logits), np.array(labels))
        assert_number(found, expected, **CLOSE)


@weight(3)
def test_surely_wrong(student, rng):
    """A gap of twenty thousand to the true class costs 20000."""
    for gap in (2e4, 1e4 + rng.uniform(0, 1e4), rng.uniform(800, 2000)):
        logits = np.full((1, 4), -1e4)
        right, wrong = rng.permutation(4)[:2]
        logits[0, wrong] = gap - 1e4
        found = student.cross_entropy_logits(logits, np.array([right]))
        assert_number(found, gap, **CLOSE)


def test_surely_right(student, rng):
    """A network that is sure and right has no loss, and nothing overflows."""
    labels = rng.integers(4, size=3)
    logits = 1e4 * (2 * np.eye(4)[labels] - 1)
    assert_number(student.cross_entropy_logits(logits, labels), 0.0, **CLOSE)


def test_nearly_sure(student, reference, rng):
    """A network that is nearly sure and right has a small loss, not none."""
    labels = rng.integers(3, size=4)
    for low in (5, 9, 13):
        logits = rng.normal(size=(4, 3)) + (low + rng.uniform(0, 4)) * np.eye(3)[labels]
        expected = reference.cross_entropy_logits(logits, labels)
        assert_number(student.cross_entropy_logits(logits, labels), expected, **CLOSE)


@weight(2)
@pytest.mark.parametrize("k", [4, 5])
def test_extreme_rows(student, reference, rng, k):
    """Logits of thousands give a finite, right loss, whatever other rows hold."""
    logits, labels = extreme_rows(rng, k), rng.integers(k, size=5)
    for rows in (slice(None), slice(1, 3), slice(3, 5)):
        expected = reference.cross_entropy_logits(logits[rows], labels[rows])
        found = student.cross_entropy_logits(logits[rows], labels[rows])
        assert_number(found, expected, **CLOSE)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int32"])
def test_small_integer_labels(student, reference, rng, dtype):
    """Labels of small integer types are as good as any, also in a long batch."""
    logits, labels = logits_batch(rng, 300, 4)
    expected = reference.cross_entropy_logits(logits, labels)
    found = student.cross_entropy_logits(logits, labels.astype(dtype))
    assert_number(found, expected, **CLOSE)


def test_lists_and_integers(student, reference, rng):
    """Nested lists are accepted, and integers as logits."""
    logits, labels = rng.integers(-3, 4, size=(4, 3)), rng.integers(3, size=4)
    expected = reference.cross_entropy_logits(logits, labels)
    for given in ((logits, labels), (logits.tolist(), labels.tolist())):
        assert_number(student.cross_entropy_logits(*given), expected, **CLOSE)


@pytest.mark.parametrize("dtype", ["uint8", "int8"])
def test_small_integers(student, reference, rng, dtype):
    """Logits in small integers keep nine digits and do not wrap around."""
    logits, labels = rng.integers(0, 6, size=(4, 3)).astype(dtype), [2, 0, 1, 2]
    logits[0] = [0, 127, 3]
    if dtype == "int8":
        logits[1] = [-120, 100, 99]
    expected = reference.cross_entropy_logits(logits, labels)
    assert_number(student.cross_entropy_logits(logits, labels), expected, **CLOSE)


def test_float32(student, reference, rng):
    """Single precision in gives single precision at least."""
    logits, labels = logits_batch(rng, 4, 3)
    logits = logits.astype(np.float32)
    expected = reference.cross_entropy_logits(logits, labels)
    assert_number(student.cross_entropy_logits(logits, labels), expected, **SINGLE)


def test_arguments(student, rng):
    """Both arguments are left as they were."""
    assert_leaves_arguments_alone(
        student.cross_entropy_logits, *logits_batch(rng, 4, 3)
    )


def test_fresh_results(student, rng):
    """A second call leaves the first call's result as it was."""
    first, second = logits_batch(rng, 4, 3), logits_batch(rng, 4, 3)
    assert_fresh_results(student.cross_entropy_logits, first, second)


def test_large_batch(student, reference, rng):
    """Two thousand examples of ten classes are right as well, and in time."""
    logits, labels = logits_batch(rng, 2000, 10)
    expected = reference.cross_entropy_logits(logits, labels)
    assert_number(student.cross_entropy_logits(logits, labels), expected, **CLOSE)
