"""Hidden tests of `sigmoid`."""

import numpy as np
import pytest

from autograder.checks import (
    as_array,
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_number,
    assert_values,
    weight,
)

from .draws import law_of_two

TINY = 1e-300
"""what is left where exponents are clipped at -700, which is no harm"""


@weight(4)
@pytest.mark.parametrize("shape", [(6,), (2, 3)], ids=str)
def test_values(student, rng, shape):
    """Every number is squashed by itself, to 1 / (1 + exp(-z))."""
    z = rng.uniform(-6, 6, size=shape)
    assert_values(student.sigmoid(z), law_of_two(z))


@weight(2)
def test_single_numbers(student, rng):
    """A single number, with no axes at all, gives a single number."""
    for z in (float(rng.normal()), 0, 2, -3, np.array(rng.normal())):
        assert_number(student.sigmoid(z), law_of_two(z))


@pytest.mark.parametrize("shape", [(1,), (3, 3), (2, 1, 4), (0,), (0, 3)], ids=str)
def test_shapes(student, rng, shape):
    """Arrays of any shape keep it, an empty one too."""
    z = rng.normal(size=shape)
    assert_values(student.sigmoid(z), law_of_two(z))


@weight(2)
def test_large(student, rng):
    """Numbers of up to 10000 give 1, not nan."""
    z = np.append(rng.uniform(700, 1e4, size=4), [50.0, 1e4])
    assert_values(student.sigmoid(z), np.ones(6))


@weight(3)
@pytest.mark.parametrize("low, high", [(-60, -20), (-400, -60), (-700, -400)])
def test_small_probabilities(student, rng, low, high):
    """Far below 0 nine digits of the small probability are right, down to -700."""
    z = np.append(rng.uniform(low, high, size=4), low)
    assert_values(student.sigmoid(z), law_of_two(z), atol=0.0)


@weight(2)
def test_far_below(student):
    """Below -709 the result is 0 or nearly so, never nan."""
    z = np.array([-750.0, -2000.0, -1e4])
    assert_values(student.sigmoid(z), np.zeros(3), atol=TINY)
    assert_number(student.sigmoid(-1e4), 0.0, atol=TINY)


@weight(2)
def test_mixed(student, rng):
    """Huge numbers of both signs, large and ordinary ones in one array are right."""
    low, high = rng.uniform(-19, -17), rng.uniform(17, 19)
    z = rng.permutation([-600.0, 1e4, 0.0, 900.0, -1.5, -30.0, low, high])
    assert_values(student.sigmoid(z), law_of_two(z), atol=0.0)


def test_symmetry(student, rng):
    """The values at z and -z sum to 1."""
    z = rng.uniform(-5, 5, size=5)
    found = as_array(student.sigmoid(z), (5,)) + as_array(student.sigmoid(-z), (5,))
    assert_values(found, np.ones(5))


@weight(2)
def test_lists_and_integers(student, rng):
    """Nested lists are accepted, and integers give floats."""
    z = rng.integers(-5, 6, size=(2, 3))
    assert_values(student.sigmoid(z), law_of_two(z))
    assert_values(student.sigmoid(z.tolist()), law_of_two(z))


@pytest.mark.parametrize("kind", ["uint8", "int8", "int16"])
def test_small_integers(student, rng, kind):
    """Small integers give nine digits and do not wrap around."""
    z = rng.permutation([0, 1, 3, 40, 120]).astype(kind)
    if kind != "uint8":
        z[z == 40] = -128
    assert_values(student.sigmoid(z), law_of_two(z), atol=0.0)


def test_float32(student, rng):
    """Single precision in gives single precision at least."""
    z = rng.uniform(-5, 5, size=6).astype(np.float32)
    assert_values(student.sigmoid(z), law_of_two(z), rtol=1e-5, atol=1e-6)


def test_arguments(student, rng):
    """The argument is left as it was."""
    assert_leaves_arguments_alone(student.sigmoid, rng.normal(size=(2, 3)))


def test_fresh_results(student, rng):
    """A second call leaves the first call's result as it was."""
    first, second = rng.normal(size=(2, 4))
    assert_fresh_results(student.sigmoid, (first,), (second,))


def test_many(student, rng):
    """Twenty thousand numbers are right as well, and in time."""
    z = rng.normal(scale=3, size=(2000, 10))
    assert_values(student.sigmoid(z), law_of_two(z))
