"""Hidden tests of `log_likelihood`."""

import numpy as np
import pytest

from autograder.checks import (
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_number,
    assert_scalar,
    assert_true,
    weight,
)

from .draws import (
    CLOSE,
    IMPOSSIBLE,
    SINGLE,
    repeated,
    tiny_probabilities,
    with_labels,
    with_true_class_at,
)


@weight(3)
@pytest.mark.parametrize("shape", [(5, 3), (2, 6)], ids=str)
def test_values(student, reference, rng, shape):
    """It is the sum of the logarithms of the true classes' probabilities."""
    probs, labels = with_labels(rng, *shape)
    expected = reference.log_likelihood(probs, labels)
    assert_number(student.log_likelihood(probs, labels), expected, **CLOSE)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_as_many_rows_as_classes(student, reference, rng, k):
    """As many labels as classes: each row is met by its own label."""
    probs, labels = with_labels(rng, k, k)
    expected = reference.log_likelihood(probs, labels)
    assert_number(student.log_likelihood(probs, labels), expected, **CLOSE)


def test_one_example(student, reference, rng):
    """A batch of one has the logarithm of its one true class."""
    probs, labels = with_labels(rng, 1, 4)
    expected = reference.log_likelihood(probs, labels)
    assert_number(student.log_likelihood(probs, labels), expected, **CLOSE)


def test_repeated_batch(student, reference, rng):
    """A batch given twice over has twice the logarithm."""
    probs, labels = with_labels(rng, 4, 3)
    expected = 2 * reference.log_likelihood(probs, labels)
    found = student.log_likelihood(*repeated(probs, labels))
    assert_number(found, expected, **CLOSE)


@weight(3)
@pytest.mark.parametrize("n", [2000, 20_000])
def test_many_examples(student, reference, rng, n):
    """Twenty thousand examples give a finite number: nothing underflows."""
    probs, labels = with_labels(rng, n, 4)
    expected = reference.log_likelihood(probs, labels)
    assert_number(student.log_likelihood(probs, labels), expected, **CLOSE)


def test_many_improbable_examples(student, reference, rng):
    """Not even forty examples of probability 1e-9 or so underflow together."""
    labels = rng.integers(3, size=200)
    probs = with_true_class_at(rng.uniform(1e-10, 1e-8, size=200), labels, 3)
    expected = reference.log_likelihood(probs, labels)
    # 1e-3 leaves room for an epsilon of 1e-12
    assert_number(student.log_likelihood(probs, labels), expected, rtol=1e-3)


def test_tiny_probabilities(student, reference, rng):
    """A true class of probability 1e-10 still costs its whole logarithm."""
    probs, labels = tiny_probabilities(rng, 3)
    for rows in (slice(0, 1), slice(None)):
        expected = reference.log_likelihood(probs[rows], labels[rows])
        found = student.log_likelihood(probs[rows], labels[rows])
        # 1e-3 leaves room for an epsilon of 1e-12 beside a probability of 1e-10
        assert_number(found, expected, rtol=1e-3)


def test_zero_probabilities(student, rng):
    """A false class of probability 0 does no harm, and certainty costs nothing."""
    labels = rng.integers(3, size=5)
    found = student.log_likelihood(np.eye(3)[labels], labels)
    assert_number(found, 0.0, **CLOSE)


def test_impossible_true_class(student, rng):
    """A true class of probability 0 gives −25 or less, or −infinity, never nan."""
    labels = rng.integers(3, size=1)
    probs = with_true_class_at(np.zeros(1), labels, 3)
    found = assert_scalar(student.log_likelihood(probs, labels))
    assert_true(
        found <= -IMPOSSIBLE,
        f"where the true class has probability 0 the result is {np.round(found, 2)}; "
        "expected −25 or less, or −infinity",
    )


def test_empty_batch(student):
    """An empty batch gives 0: a product of no factors is 1."""
    empty = np.zeros((0, 3)), np.zeros(0, dtype=int)
    assert_number(student.log_likelihood(*empty), 0.0)


def test_small_integer_labels(student, reference, rng):
    """Labels in small unsigned integers are accepted."""
    probs, labels = with_labels(rng, 300, 4)
    expected = reference.log_likelihood(probs, labels)
    found = student.log_likelihood(probs, labels.astype(np.uint8))
    assert_number(found, expected, **CLOSE)


def test_lists(student, reference, rng):
    """Nested lists are accepted."""
    probs, labels = with_labels(rng, 4, 3)
    expected = reference.log_likelihood(probs, labels)
    found = student.log_likelihood(probs.tolist(), labels.tolist())
    assert_number(found, expected, **CLOSE)


def test_float32(student, reference, rng):
    """Single precision in gives single precision at least."""
    probs, labels = with_labels(rng, 4, 3)
    probs = probs.astype(np.float32)
    expected = reference.log_likelihood(probs, labels)
    assert_number(student.log_likelihood(probs, labels), expected, **SINGLE)


def test_arguments(student, rng):
    """Both arguments are left as they were."""
    assert_leaves_arguments_alone(student.log_likelihood, *with_labels(rng, 4, 3))


def test_fresh_results(student, rng):
    """A second call leaves the first call's result as it was."""
    first, second = with_labels(rng, 4, 3), with_labels(rng, 4, 3)
    assert_fresh_results(student.log_likelihood, first, second)
