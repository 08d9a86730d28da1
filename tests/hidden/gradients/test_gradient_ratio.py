"""Hidden tests of `gradient_ratio`: the law behind the lecture's figure.

With the third logit at -1000 the ratio is cosh²(gap / 2), however it is found.
"""

import numpy as np
import pytest

from autograder.checks import assert_number, weight

RTOL = 1e-4
"""what two gradients with four digits at the widest gap leave of their ratio"""


def law(gap):
    """Give the ratio at a gap."""
    return float(np.cosh(gap / 2) ** 2)


@weight(6)
def test_values(student, rng):
    """The ratio of the two gradients' lengths is right for gaps up to 10."""
    for low in (1, 4, 7):
        gap = float(rng.uniform(low, low + 3))
        found = student.gradient_ratio(gap)
        assert_number(found, law(gap), rtol=RTOL, what="the ratio")


def test_no_gap(student):
    """Without a gap both gradients are equally long."""
    assert_number(student.gradient_ratio(0.0), 1.0, rtol=RTOL, what="the ratio")


@pytest.mark.parametrize("gap", [4, 7])
def test_whole_gap(student, gap):
    """A gap given as an integer is as good as a float."""
    assert_number(student.gradient_ratio(gap), law(gap), rtol=RTOL, what="the ratio")


@weight(2)
@pytest.mark.parametrize("gap", [12.0, 16.0, 20.0])
def test_wide_gap(student, gap):
    """At wide gaps MSE is flatter by factors of up to a hundred million."""
    assert_number(student.gradient_ratio(gap), law(gap), rtol=RTOL, what="the ratio")


def test_same_again(student, rng):
    """The same gap gives the same ratio again, whatever came in between."""
    first, second = rng.uniform(2, 12, size=2).tolist()
    for gap in (first, second, first):
        assert_number(student.gradient_ratio(gap), law(gap), rtol=RTOL)
