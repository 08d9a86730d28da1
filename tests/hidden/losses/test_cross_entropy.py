"""Hidden tests of `cross_entropy`."""

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
    one_hot_rows,
    repeated,
    tiny_probabilities,
    with_targets,
)


@weight(3)
@pytest.mark.parametrize("shape", [(5, 3), (2, 6)], ids=str)
def test_values(student, reference, rng, shape):
    """It is the mean over the examples of minus the true class's logarithm."""
    probs, targets = with_targets(rng, *shape)
    expected = reference.cross_entropy(probs, targets)
    assert_number(student.cross_entropy(probs, targets), expected, **CLOSE)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_as_many_rows_as_classes(student, reference, rng, k):
    """As many examples as classes: rows are still examples."""
    probs, targets = with_targets(rng, k, k)
    expected = reference.cross_entropy(probs, targets)
    assert_number(student.cross_entropy(probs, targets), expected, **CLOSE)


def test_one_example(student, reference, rng):
    """A batch of one has the loss of its one example."""
    probs, targets = with_targets(rng, 1, 4)
    expected = reference.cross_entropy(probs, targets)
    assert_number(student.cross_entropy(probs, targets), expected, **CLOSE)


def test_repeated_batch(student, reference, rng):
    """A batch given twice over has the same loss."""
    probs, targets = with_targets(rng, 4, 3)
    expected = reference.cross_entropy(probs, targets)
    found = student.cross_entropy(*repeated(probs, targets))
    assert_number(found, expected, **CLOSE)


def test_permutation(student, reference, rng):
    """Examples and classes in another order have the same loss."""
    probs, targets = with_targets(rng, 5, 3)
    order = np.ix_(rng.permutation(5), rng.permutation(3))
    expected = reference.cross_entropy(probs, targets)
    found = student.cross_entropy(probs[order], targets[order])
    assert_number(found, expected, **CLOSE)


@weight(2)
def test_zero_probabilities(student, reference, rng):
    """A false class of probability 0 adds nothing to the loss, least of all nan."""
    targets = one_hot_rows(rng, 6, 4)
    p = rng.uniform(0.2, 0.8, size=(6, 1))
    false = np.repeat(1 - p, 3, axis=1) * np.tile([1.0, 0.0, 0.0], (6, 1))
    probs = p * targets
    probs[targets == 0] = false.ravel()
    expected = reference.cross_entropy(probs, targets)
    assert_number(student.cross_entropy(probs, targets), expected, **CLOSE)


def test_certain_and_right(student, rng):
    """A network that is certain and right has no loss."""
    targets = one_hot_rows(rng, 5, 3)
    assert_number(student.cross_entropy(targets, targets), 0.0, **CLOSE)


@weight(2)
def test_tiny_probabilities(student, reference, rng):
    """A true class of probability 1e-10 still costs its whole logarithm."""
    probs, labels = tiny_probabilities(rng, 3)
    targets = np.eye(3)[labels]
    for rows in (slice(0, 1), slice(None)):
        expected = reference.cross_entropy(probs[rows], targets[rows])
        found = student.cross_entropy(probs[rows], targets[rows])
        # 1e-3 leaves room for an epsilon of 1e-12 beside a probability of 1e-10
        assert_number(found, expected, rtol=1e-3)


@weight(2)
def test_impossible_true_class(student, rng):
    """A true class of probability 0 costs 25 or more, or infinity, and never nan."""
    target = one_hot_rows(rng, 1, 3)
    for probs in (np.roll(target, 1, axis=1), (1 - target) / 2):
        assert_at_least_25(student.cross_entropy(probs, target))


def test_lists_and_integers(student, reference, rng):
    """Nested lists are accepted, and targets of integers."""
    probs, targets = with_targets(rng, 4, 3)
    expected = reference.cross_entropy(probs, targets)
    whole = targets.astype(int)
    for given, wanted in ((probs, expected), (whole, 0.0)):
        for pair in ((given, whole), (given.tolist(), whole.tolist())):
            assert_number(student.cross_entropy(*pair), wanted, **CLOSE)


def test_float32(student, reference, rng):
    """Single precision in gives single precision at least."""
    probs, targets = (array.astype(np.float32) for array in with_targets(rng, 4, 3))
    expected = reference.cross_entropy(probs, targets)
    assert_number(student.cross_entropy(probs, targets), expected, **SINGLE)


def test_arguments(student, rng):
    """Both arguments are left as they were."""
    assert_leaves_arguments_alone(student.cross_entropy, *with_targets(rng, 4, 3))


def test_fresh_results(student, rng):
    """A second call leaves the first call's result as it was."""
    first, second = with_targets(rng, 4, 3), with_targets(rng, 4, 3)
    assert_fresh_results(student.cross_entropy, first, second)


def test_large_batch(student, reference, rng):
    """Two thousand examples of ten classes are right as well, and in time."""
    probs, targets = with_targets(rng, 2000, 10)
    expected = reference.cross_entropy(probs, targets)
    assert_number(student.cross_entropy(probs, targets), expected, **CLOSE)
