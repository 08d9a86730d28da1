"""Hidden tests of `binary_prob`: the first class's probability from two logits."""

import pytest

from autograder.checks import assert_number, weight

from .draws import law_of_two

WHAT = "the probability"

TINY = 1e-300
"""what is left where exponents are clipped at -700, which is no harm"""


@weight(4)
def test_values(student, rng):
    """The probability of the first class is right, likely or not."""
    for low, high in ((-4.0, -0.5), (0.5, 4.0), (-10.0, -6.0), (17.0, 19.0)):
        gap, y2 = rng.uniform(low, high), rng.uniform(-3.0, 3.0)
        found = student.binary_prob(y2 + gap, y2)
        assert_number(found, law_of_two(gap), what=WHAT)


def test_equal_logits(student, rng):
    """Equal logits give one half."""
    y = rng.normal()
    assert_number(student.binary_prob(y, y), 0.5, what=WHAT)


def test_swapped(student, rng):
    """The logits the other way round give the other class's probability."""
    y1, y2 = rng.uniform(-3, 3, size=2).tolist()
    assert_number(student.binary_prob(y1, y2), law_of_two(y1 - y2), what=WHAT)
    assert_number(student.binary_prob(y2, y1), law_of_two(y2 - y1), what=WHAT)


@pytest.mark.parametrize("y1, y2", [(2, 0), (-1, 3), (5, 5)])
def test_integers(student, y1, y2):
    """Integers as logits are as good as floats."""
    assert_number(student.binary_prob(y1, y2), law_of_two(y1 - y2), what=WHAT)


@weight(2)
@pytest.mark.parametrize("y", [-9000.0, 900.0, 9000.0])
def test_shift(student, y):
    """Raising both logits by thousands changes nothing."""
    assert_number(student.binary_prob(y + 1.5, y), law_of_two(1.5), what=WHAT)


@weight(2)
@pytest.mark.parametrize("gap", [-700.0, -300.0, -40.0])
def test_small_probabilities(student, gap):
    """A first class that is nearly impossible keeps nine digits."""
    found = student.binary_prob(gap / 2, -gap / 2)
    assert_number(found, law_of_two(gap), atol=0.0, what=WHAT)


@weight(2)
def test_far_apart(student):
    """Logits of ten thousand on either side give 1 and 0, never nan."""
    assert_number(student.binary_prob(1e4, -1e4), 1.0, what=WHAT)
    assert_number(student.binary_prob(-1e4, 1e4), 0.0, atol=TINY, what=WHAT)
