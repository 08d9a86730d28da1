"""Hidden tests of `softmax`."""

import numpy as np
import pytest

from autograder.checks import (
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_shape,
    assert_true,
    assert_values,
    weight,
)

from .draws import extreme_rows, logits_batch

TINY = 1e-300
"""what is left where exponents are clipped at -700, which is no harm"""


@weight(4)
@pytest.mark.parametrize("shape", [(5, 3), (2, 6)], ids=str)
def test_values(student, reference, rng, shape):
    """Each row becomes its exponentials, divided by their sum."""
    logits = logits_batch(rng, *shape)
    assert_values(student.softmax(logits), reference.softmax(logits))


@weight(2)
@pytest.mark.parametrize("k", [2, 3, 4])
def test_as_many_rows_as_classes(student, reference, rng, k):
    """As many examples as classes: each row sums to 1, not each column."""
    logits = logits_batch(rng, k, k)
    assert_values(student.softmax(logits), reference.softmax(logits))


@weight(2)
def test_one_row(student, reference, rng):
    """One example is right with or without a first axis, and with a single class."""
    logits = logits_batch(rng, 1, 4)
    for given in (logits[0], logits, logits.T):
        assert_values(student.softmax(given), reference.softmax(given))


@weight(3)
@pytest.mark.parametrize("k", [3, 6])
def test_large_logits(student, reference, rng, k):
    """Logits of up to 10000 in size give the right probabilities, without nan."""
    for scale in (1e3, 1e4):
        logits = rng.uniform(-scale, scale, size=(5, k))
        assert_values(student.softmax(logits), reference.softmax(logits))


@weight(3)
@pytest.mark.parametrize("k", [3, 5])
def test_extreme_rows(student, reference, rng, k):
    """A row far below or above the others is right all the same."""
    logits = extreme_rows(rng, k)[rng.permutation(6)]
    # a logit of 10000 leaves twelve digits to the differences
    assert_values(student.softmax(logits), reference.softmax(logits))


@weight(2)
def test_shift(student, reference, rng):
    """Raising all logits of a row by the same amount changes nothing."""
    logits = logits_batch(rng, 5, 3)
    shifted = logits + rng.uniform(-9000, 9000, size=(5, 1))
    # adding 9000 costs each logit four of its sixteen digits
    assert_values(student.softmax(shifted), reference.softmax(logits), atol=1e-10)


def test_permutation(student, reference, rng):
    """Examples and classes in another order give the probabilities in that order."""
    logits, order = logits_batch(rng, 5, 3), np.ix_(rng.permutation(5), [1, 2, 0])
    expected = reference.softmax(logits)[order]
    assert_values(student.softmax(logits[order]), expected)


def test_equal_logits(student, rng):
    """Equal logits share the probability, however large they are."""
    for logit in (0.0, 1e4, -1e4, rng.normal()):
        assert_values(student.softmax(np.full((2, 4), logit)), np.full((2, 4), 0.25))


@weight(2)
def test_small_probabilities(student, reference, rng):
    """A class that is nearly impossible keeps nine digits of its small probability."""
    logits = -rng.uniform(0, 600, size=(4, 5))
    logits[:, 2] = 0.0
    found = student.softmax(logits)
    assert_values(found, reference.softmax(logits), atol=0.0)


@weight(2)
@pytest.mark.parametrize("size", [1.0, 5000.0])
def test_impossible_class(student, reference, rng, size):
    """A logit of -inf gives the probability 0 and leaves the other classes alone."""
    logits = rng.uniform(-size, size, size=(4, 3))
    others = reference.softmax(logits[:, [0, 2]])
    logits[:, 1] = -np.inf
    expected = np.stack([others[:, 0], np.zeros(4), others[:, 1]], axis=1)
    found = assert_values(student.softmax(logits), expected)
    assert_true((found[:, 1] <= TINY).all(), "an impossible class is not impossible")


def test_impossible_classes_here_and_there(student, reference, rng):
    """Each row has impossible classes of its own, or none, however low it lies."""
    logits = rng.normal(size=(4, 3)) - 9990.0
    impossible = np.array([[1, 0, 0], [0, 0, 0], [0, 1, 0], [0, 1, 1]], dtype=bool)
    impossible = rng.permutation(impossible)
    logits[impossible] = -np.inf
    expected = np.zeros((4, 3))
    for row, possible in enumerate(~impossible):
        expected[row, possible] = reference.softmax(logits[row, possible])
    assert_values(student.softmax(logits), expected)


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2])
def test_axis(student, reference, rng, axis):
    """In three dimensions the probabilities sum to 1 along the axis that is asked."""
    logits = rng.normal(scale=2.0, size=(3, 4, 2))
    expected = reference.softmax(logits, axis=axis)
    assert_values(student.softmax(logits, axis=axis), expected)


@pytest.mark.parametrize("axis", [0, 1])
def test_axis_of_extremes(student, reference, rng, axis):
    """Along any axis each row of numbers has extremes of its own."""
    logits = rng.normal(size=(3, 4, 2)) + rng.choice([-2000.0, 2000.0], size=(1, 1, 2))
    logits[..., 1] -= 3000.0
    expected = reference.softmax(logits, axis=axis)
    assert_values(student.softmax(logits, axis=axis), expected, atol=1e-10)


def test_columns(student, reference, rng):
    """Along axis 0 each column of a table sums to 1, also of a square one."""
    for shape in ((4, 3), (3, 3)):
        logits = logits_batch(rng, *shape)
        expected = reference.softmax(logits, axis=0)
        assert_values(student.softmax(logits, axis=0), expected)


def test_last_axis(student, reference, rng):
    """Unless an axis is given the last one holds the classes, in three axes too."""
    logits = rng.normal(size=(2, 3, 4))
    assert_values(student.softmax(logits), reference.softmax(logits))


@weight(2)
def test_no_rows(student):
    """An empty batch gives an empty batch of the same shape."""
    assert_shape(student.softmax(np.zeros((0, 3))), (0, 3))


@weight(2)
def test_lists_and_integers(student, reference, rng):
    """Nested lists are accepted, and integers give floats."""
    logits = rng.integers(-5, 6, size=(4, 3))
    expected = reference.softmax(logits)
    for given, wanted in (
        (logits, expected),
        (logits.tolist(), expected),
        (logits[0].tolist(), expected[0]),
    ):
        assert_values(student.softmax(given), wanted)


@pytest.mark.parametrize("kind", ["uint8", "int8"])
def test_small_integers(student, reference, rng, kind):
    """Logits in small integers give float64 and do not wrap around."""
    logits = rng.integers(0, 6, size=(4, 3)).astype(kind)
    logits[0] = [0, 127, 3]
    if kind == "int8":
        logits[1] = [-120, 100, 99]
    assert_values(student.softmax(logits), reference.softmax(logits))


def test_float32(student, reference, rng):
    """Single precision in gives single precision at least."""
    logits = logits_batch(rng, 4, 3).astype(np.float32)
    expected = reference.softmax(logits)
    assert_values(student.softmax(logits), expected, rtol=1e-5, atol=1e-6)


@weight(2)
def test_arguments(student, rng):
    """The logits are left as they were."""
    assert_leaves_arguments_alone(student.softmax, logits_batch(rng, 4, 3))


def test_fresh_results(student, rng):
    """A second call leaves the first call's probabilities as they were."""
    first, second = logits_batch(rng, 4, 3), logits_batch(rng, 4, 3)
    assert_fresh_results(student.softmax, (first,), (second,))


def test_large_batch(student, reference, rng):
    """Two thousand examples of ten classes are right as well, and in time."""
    logits = logits_batch(rng, 2000, 10)
    assert_values(student.softmax(logits), reference.softmax(logits))
