"""Hidden tests of `renumber_accuracy`.

The data is drawn so that no score is nearly halfway between two numbers, and so that
usual mistakes (the order read backwards, no clipping) give another accuracy.
"""

import numpy as np
import pytest

from autograder.checks import assert_leaves_arguments_alone, assert_number, weight

from .draws import accuracy_of, blobs, one_way, telling, without_class

WHAT = "the accuracy"


@weight(3)
@pytest.mark.parametrize("n, d, k", [(50, 2, 3), (45, 3, 4)])
def test_values(student, rng, n, d, k):
    """Class c gets the number order[c]; the fraction of right predictions is given."""
    X, y, order, right = telling(rng, n, d, k)
    assert_number(student.renumber_accuracy(X, y, order), right, what=WHAT)


def test_same_order(student, rng):
    """The order 0, 1, 2 leaves the classes as they are."""
    X, y, _, _ = telling(rng, 40, 2, 3)
    found = student.renumber_accuracy(X, y, np.arange(3))
    assert_number(found, accuracy_of(X, y, np.arange(3)), what=WHAT)


def test_back_to_front(student, rng):
    """Numbers counted from the other end are as good as before."""
    X, y, order, right = telling(rng, 40, 2, 3)
    assert_number(student.renumber_accuracy(X, y, 2 - order), right, what=WHAT)


def test_other_names_same_numbers(student, rng):
    """Classes under other names, given the same numbers, are fitted equally well."""
    X, y, order, right = telling(rng, 40, 2, 4)
    names = rng.permutation(4)
    moved = np.empty(4, dtype=int)
    moved[names] = order
    assert_number(student.renumber_accuracy(X, names[y], moved), right, what=WHAT)


@pytest.mark.parametrize("k", [2, 6])
def test_other_numbers_of_classes(student, rng, k):
    """Two classes, or six, work as three do."""
    X, y = blobs(rng, 50, 3, k)
    order = one_way(rng, k) if k > 2 else np.array([1, 0])
    right = accuracy_of(X, y, order)
    while right is None:
        X, y = blobs(rng, 50, 3, k)
        right = accuracy_of(X, y, order)
    assert_number(student.renumber_accuracy(X, y, order), right, what=WHAT)


def test_missing_class(student, rng):
    """A class that no example has keeps its number, and may be predicted."""
    for number in (3, 0):
        X, y, order, right = without_class(rng, 60, 2, 4, number)
        assert_number(student.renumber_accuracy(X, y, order), right, what=WHAT)


def test_small_data(student, rng):
    """Two inputs for three classes of two examples each are enough."""
    X, y = blobs(rng, 6, 2, 3)
    while accuracy_of(X, y, [1, 2, 0]) is None:
        X, y = blobs(rng, 6, 2, 3)
    found = student.renumber_accuracy(X, y, np.array([1, 2, 0]))
    assert_number(found, accuracy_of(X, y, [1, 2, 0]), what=WHAT)


def test_lists(student, rng):
    """Lists are accepted for all three arguments."""
    X, y, order, right = telling(rng, 40, 2, 3)
    found = student.renumber_accuracy(X.tolist(), y.tolist(), order.tolist())
    assert_number(found, right, what=WHAT)


def test_small_unsigned_classes(student, rng):
    """Classes and order may be small unsigned integers."""
    X, y, order, right = telling(rng, 40, 2, 3)
    small = y.astype(np.uint8), order.astype(np.uint8)
    assert_number(student.renumber_accuracy(X, *small), right, what=WHAT)


def test_arguments(student, rng):
    """Inputs, classes and order are left as they were."""
    X, y, order, _ = telling(rng, 40, 2, 3)
    assert_leaves_arguments_alone(student.renumber_accuracy, X, y, order)
