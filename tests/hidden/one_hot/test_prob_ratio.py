"""Hidden tests of `prob_ratio`."""

import numpy as np
import pytest

from autograder.checks import assert_number, weight

WHAT = "the ratio"


@weight(4)
def test_values(student, rng):
    """The ratio of the two probabilities is right, above 1 and below."""
    for low, high in ((-4.0, -1.0), (-0.5, 0.5), (1.0, 4.0)):
        gap, y = rng.uniform(low, high), rng.uniform(-3.0, 3.0)
        found = student.prob_ratio(y + gap, y)
        assert_number(found, np.exp(gap), what=WHAT)


def test_equal_logits(student, rng):
    """Equal logits make both classes equally probable."""
    y = rng.normal()
    assert_number(student.prob_ratio(y, y), 1.0, what=WHAT)


def test_swapped(student, rng):
    """The two classes the other way round give the reciprocal."""
    y_i, y_j = rng.uniform(-2, 2, size=2).tolist()
    for one, other in ((y_i, y_j), (y_j, y_i)):
        found = student.prob_ratio(one, other)
        assert_number(found, np.exp(one - other), what=WHAT)


@pytest.mark.parametrize("gap", [-3, 2, 5])
def test_integers(student, gap):
    """Integers as logits are as good as floats."""
    assert_number(student.prob_ratio(gap + 1, 1), np.exp(gap), what=WHAT)


@weight(2)
@pytest.mark.parametrize("y", [-9000.0, 900.0, 9000.0])
def test_large_logits(student, y):
    """Logits of thousands that lie close together have an ordinary ratio."""
    assert_number(student.prob_ratio(y + 2.5, y), np.exp(2.5), what=WHAT)


@pytest.mark.parametrize("gap", [-700.0, -40.0, 40.0, 700.0])
def test_wide_gaps(student, gap):
    """Ratios keep nine digits, however large or small."""
    found = student.prob_ratio(gap / 2, -gap / 2)
    assert_number(found, np.exp(gap), atol=0.0, what=WHAT)
