"""Hidden tests of `plot_error_against_eps`.

What it draws must be what the student's own `numerical_gradient` gives.
"""

import numpy as np
import pytest

from autograder.checks import (
    as_array,
    assert_drawn,
    assert_lines_vary,
    assert_mapping,
    assert_tuple,
    assert_values,
    weight,
)

from .draws import hilly

ATOL = 1e-13
"""errors themselves are as small as 1e-12"""


def errors_of(student, f, gradient, x, epsilons):
    """Measure the student's numerical gradient, over the wire."""
    errors = []
    for eps in epsilons:
        found = student.numerical_gradient(f, x, eps=float(eps))
        found = as_array(found, x.shape, what="your numerical gradient")
        errors.append(np.max(np.abs(found - gradient)))
    return np.array(errors)


DIGITS = {1.0: (1.0, 4.0, 7.0), -1.0: (0.5, 1.0, 1.5)}
"""how small the steps are: a wide one, where the error has a sign, to one where it is
all rounding; and only such where it is none, which are the same on every processor"""


@pytest.mark.parametrize("shape, turn", [((2,), 1.0), ((2, 2), -1.0)], ids=str)
def test_values(student, reference, rng, shape, turn):
    """It returns the step sizes and the largest error of each."""
    f, gradient = hilly(rng, shape, turns=(turn,))
    x = rng.uniform(-1, 1, size=shape)
    epsilons = 10.0 ** -(np.array(DIGITS[turn]) + rng.uniform(0, 1.5, size=3))
    found = student.plot_error_against_eps(f, gradient(x), x, epsilons)
    parts = assert_tuple(found, 2)
    assert_values(parts[0], epsilons, what="the step sizes")
    error = assert_mapping(parts[1], ["error"], what="the lines")["error"]
    expected = errors_of(student, f, gradient(x), x, epsilons)
    right = errors_of(reference, f, gradient(x), x, epsilons)
    assert_lines_vary({"error": expected}, {"error": right})
    assert_values(error, expected, rtol=1e-6, atol=ATOL, what="the error")


@weight(2)
def test_drawn(student, rng):
    """The figure has labels on both axes and a line named `error` of these numbers."""
    (f, gradient), x = hilly(rng, (2,), turns=(-1.0,)), rng.uniform(-1, 1, size=2)
    epsilons = 10.0 ** -np.arange(1, 4)
    point = gradient(x)
    _, axes = student.plot_error_against_eps.drawing(f, point, x, epsilons)
    expected = errors_of(student, f, point, x, epsilons)
    assert_drawn(axes, epsilons, {"error": expected})
