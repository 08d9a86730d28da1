"""Hidden tests of `double_softmax_floor`: the law is ln(1 + (k − 1) / e)."""

import numpy as np
import pytest

from autograder.checks import assert_number, weight

from .draws import CLOSE


def law(k):
    """Give the smallest loss of k classes."""
    return float(np.log1p((k - 1) * np.exp(-1.0)))


@weight(6)
def test_values(student, rng):
    """It is the loss that twice softmax leaves to a network that is surely right."""
    for low in (5, 20, 60, 200):
        k = int(rng.integers(low, 2 * low))
        assert_number(student.double_softmax_floor(k), law(k), **CLOSE)


@pytest.mark.parametrize("k", [2, 3])
def test_few_classes(student, k):
    """Two or three classes leave a floor as well."""
    assert_number(student.double_softmax_floor(k), law(k), **CLOSE)


def test_a_thousand_classes(student):
    """With a thousand classes the loss never comes below 5.9."""
    assert_number(student.double_softmax_floor(1000), law(1000), **CLOSE)


def test_same_again(student, rng):
    """The same number of classes gives the same floor again."""
    first, second = (int(k) for k in rng.integers(5, 100, size=2))
    for k in (first, second, first):
        assert_number(student.double_softmax_floor(k), law(k), **CLOSE)
