"""Hidden tests of `one_hot`."""

import numpy as np
import pytest

from autograder.checks import (
    as_array,
    assert_dtype,
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_raises,
    assert_true,
    weight,
)


def squares(labels, k):
    """Write the ones square by square: our own one-hot, of any shape."""
    labels = np.asarray(labels)
    expected = np.zeros((*labels.shape, k))
    for at in np.ndindex(labels.shape):
        expected[(*at, int(labels[at]))] = 1.0
    return expected


def assert_one_hot(found, labels, k):
    """Check shape and numbers; that they are floats is a test of its own."""
    expected = squares(labels, k)
    array = as_array(found, expected.shape)
    assert_true(np.array_equal(array, expected), "the ones are not where they belong")


@weight(4)
@pytest.mark.parametrize("n, k", [(7, 3), (2, 5)])
def test_values(student, rng, n, k):
    """Each label becomes a row of zeros with a single 1 at the label's position."""
    labels = rng.integers(k, size=n)
    assert_one_hot(student.one_hot(labels, k), labels, k)


@weight(2)
def test_floats(student, rng):
    """The squares are float64, whatever integers the labels are."""
    for kind in (np.int64, np.int32, np.uint8):
        labels = rng.integers(3, size=4).astype(kind)
        assert_dtype(student.one_hot(labels, 3), np.float64)


@pytest.mark.parametrize("k", [1, 2, 4])
def test_as_many_labels_as_classes(student, rng, k):
    """As many labels as classes: rows are still labels."""
    labels = rng.integers(k, size=k)
    assert_one_hot(student.one_hot(labels, k), labels, k)


def test_missing_classes(student):
    """Classes that no label names have their column too."""
    assert_one_hot(student.one_hot(np.array([1, 1, 0]), 6), [1, 1, 0], 6)


@weight(2)
def test_single_label(student):
    """A single label gives a single row, without a first axis."""
    assert_one_hot(student.one_hot(2, 4), 2, 4)
    assert_one_hot(student.one_hot(np.array(0), 3), 0, 3)


@weight(1.5)
@pytest.mark.parametrize("shape", [(2, 3), (3, 3), (2, 1, 4), (1,)], ids=str)
def test_shapes(student, rng, shape):
    """Labels of any shape keep it; the classes are a new last axis."""
    labels = rng.integers(3, size=shape)
    assert_one_hot(student.one_hot(labels, 3), labels, 3)


@weight(2)
def test_empty(student):
    """No labels give no rows, each of num_classes."""
    assert_one_hot(student.one_hot(np.zeros(0, dtype=int), 3), np.zeros(0, int), 3)


@weight(1.5)
@pytest.mark.parametrize("bad", [-1, -3, -65536], ids=str)
def test_negative_label(student, rng, bad):
    """A label below 0 raises ValueError, alone and among others."""
    labels = rng.integers(3, size=(2, 4))
    labels[1, rng.integers(4)] = bad
    for wrong in (labels, labels[1], bad):
        assert_raises(student.one_hot, wrong, 3, allowed=(ValueError,))


@weight(1.5)
@pytest.mark.parametrize("bad", [3, 250, 65536], ids=str)
def test_label_too_large(student, rng, bad):
    """A label of num_classes or more raises ValueError, alone and among others."""
    labels = rng.integers(3, size=(2, 4)).astype(np.min_scalar_type(bad))
    labels[0, rng.integers(4)] = bad
    for wrong in (labels, labels[0].tolist(), bad):
        assert_raises(student.one_hot, wrong, 3, allowed=(ValueError,))


@weight(2)
def test_not_integers(student):
    """A label of 1.5 raises ValueError or TypeError, it is not rounded."""
    single = np.array([0.0, 1.5], dtype=np.float32)
    for wrong in (np.array([0.0, 1.5]), single, [1, 0.5, 2], 1.5):
        assert_raises(student.one_hot, wrong, 3, allowed=(ValueError, TypeError))


@pytest.mark.parametrize("kind", ["uint8", "int8", "uint16", "int32", "uint64"])
def test_small_integers(student, rng, kind):
    """Labels in any kind of integers are accepted, also with many classes."""
    labels = rng.permutation(np.arange(0, 120, 7)).astype(kind)
    assert_one_hot(student.one_hot(labels, 300), labels, 300)


def test_many_classes(student, rng):
    """Of a thousand classes the last ones are as good as the first."""
    labels = rng.permutation(1000)[:20]
    labels[0] = 999
    assert_one_hot(student.one_hot(labels, 1000), labels, 1000)


def test_lists(student, rng):
    """Lists and nested lists are accepted."""
    labels = rng.integers(4, size=(3, 2))
    assert_one_hot(student.one_hot(labels.tolist(), 4), labels, 4)
    assert_one_hot(student.one_hot(labels[0].tolist(), 4), labels[0], 4)


def test_permutation(student, rng):
    """Labels in another order give the rows in that order."""
    order = rng.permutation(6)
    assert_one_hot(student.one_hot(order, 6), order, 6)


def test_arguments(student, rng):
    """The labels are left as they were."""
    assert_leaves_arguments_alone(student.one_hot, rng.integers(3, size=5), 3)


def test_fresh_results(student, rng):
    """A second call leaves the first call's result as it was."""
    first, second = np.array([0, 1, 2]), np.array([2, 2, 1])
    assert_fresh_results(student.one_hot, (first, 3), (second, 3))


def test_many_labels(student, rng):
    """Two thousand labels of ten classes are right as well, and in time."""
    labels = rng.integers(10, size=2000)
    assert_one_hot(student.one_hot(labels, 10), labels, 10)
