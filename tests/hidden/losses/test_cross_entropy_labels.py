"""Hidden tests of `cross_entropy_labels`."""

import numpy as np
import pytest

from autograder.checks import (
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_number,
    weight,
)

from .draws import (
    CLOSE,
    SINGLE,
    assert_at_least_25,
    repeated,
    tiny_probabilities,
    with_labels,
    with_true_class_at,
)


@weight(3)
@pytest.mark.parametrize("shape", [(5, 3), (2, 6)], ids=str)
def test_values(student, reference, rng, shape):
    """It is the cross-entropy that the one-hot rows of the labels would give."""
    probs, labels = with_labels(rng, *shape)
    expected = reference.cross_entropy(probs, np.eye(shape[1])[labels])
    assert_number(student.cross_entropy_labels(probs, labels), expected, **CLOSE)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_as_many_rows_as_classes(student, reference, rng, k):
    """As many labels as classes: each row is met by its own label."""
    probs, labels = with_labels(rng, k, k)
    expected = reference.cross_entropy_labels(probs, labels)
    assert_number(student.cross_entropy_labels(probs, labels), expected, **CLOSE)


def test_one_example(student, reference, rng):
    """A batch of one has the loss of its one example."""
    probs, labels = with_labels(rng, 1, 4)
    expected = reference.cross_entropy_labels(probs, labels)
    assert_number(student.cross_entropy_labels(probs, labels), expected, **CLOSE)


def test_first_and_last_class(student, reference, rng):
    """The first class is number 0 and the last k − 1, also when no other occurs."""
    probs, _ = with_labels(rng, 5, 3)
    for label in (0, 2):
        labels = np.full(5, label)
        expected = reference.cross_entropy_labels(probs, labels)
        assert_number(student.cross_entropy_labels(probs, labels), expected, **CLOSE)


def test_repeated_batch(student, reference, rng):
    """A batch given twice over has the same loss."""
    probs, labels = with_labels(rng, 4, 3)
    expected = reference.cross_entropy_labels(probs, labels)
    found = student.cross_entropy_labels(*repeated(probs, labels))
    assert_number(found, expected, **CLOSE)


def test_zero_probabilities(student, reference, rng):
    """A false class of probability 0 adds nothing to the loss, least of all nan."""
    labels = rng.integers(3, size=5)
    probs = with_true_class_at(rng.uniform(0.2, 0.8, size=5), labels, 3)
    rows, emptied = np.arange(5), (labels + 1) % 3
    probs[rows, (labels + 2) % 3] += probs[rows, emptied]
    probs[rows, emptied] = 0.0
    expected = reference.cross_entropy_labels(probs, labels)
    assert_number(student.cross_entropy_labels(probs, labels), expected, **CLOSE)


def test_tiny_probabilities(student, reference, rng):
    """A true class of probability 1e-10 still costs its whole logarithm."""
    probs, labels = tiny_probabilities(rng, 3)
    for rows in (slice(0, 1), slice(None)):
        expected = reference.cross_entropy_labels(probs[rows], labels[rows])
        found = student.cross_entropy_labels(probs[rows], labels[rows])
        # 1e-3 leaves room for an epsilon of 1e-12 beside a probability of 1e-10
        assert_number(found, expected, rtol=1e-3)


def test_impossible_true_class(student, rng):
    """A true class of probability 0 costs 25 or more, or infinity, and never nan."""
    labels = rng.integers(3, size=1)
    probs = with_true_class_at(np.zeros(1), labels, 3)
    assert_at_least_25(student.cross_entropy_labels(probs, labels))


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int32"])
def test_small_integer_labels(student, reference, rng, dtype):
    """Labels of small integer types are as good as any, also in a long batch."""
    probs, labels = with_labels(rng, 300, 4)
    expected = reference.cross_entropy_labels(probs, labels)
    found = student.cross_entropy_labels(probs, labels.astype(dtype))
    assert_number(found, expected, **CLOSE)


def test_lists(student, reference, rng):
    """Nested lists are accepted."""
    probs, labels = with_labels(rng, 4, 3)
    expected = reference.cross_entropy_labels(probs, labels)
    found = student.cross_entropy_labels(probs.tolist(), labels.tolist())
    assert_number(found, expected, **CLOSE)


def test_float32(student, reference, rng):
    """Single precision in gives single precision at least."""
    probs, labels = with_labels(rng, 4, 3)
    probs = probs.astype(np.float32)
    expected = reference.cross_entropy_labels(probs, labels)
    assert_number(student.cross_entropy_labels(probs, labels), expected, **SINGLE)


def test_arguments(student, rng):
    """Both arguments are left as they were."""
    assert_leaves_arguments_alone(student.cross_entropy_labels, *with_labels(rng, 4, 3))


def test_fresh_results(student, rng):
    """A second call leaves the first call's result as it was."""
    first, second = with_labels(rng, 4, 3), with_labels(rng, 4, 3)
    assert_fresh_results(student.cross_entropy_labels, first, second)


def test_large_batch(student, reference, rng):
    """Two thousand examples of ten classes are right as well, and in time."""
    probs, labels = with_labels(rng, 2000, 10)
    expected = reference.cross_entropy_labels(probs, labels)
    assert_number(student.cross_entropy_labels(probs, labels), expected, **CLOSE)
