"""Hidden tests of `plot_softmax_gaps`.

What it draws must be what the student's own softmax gives.
"""

import numpy as np
import pytest

from autograder.checks import (
    as_array,
    assert_leaves_arguments_alone,
    assert_lines_vary,
    assert_mapping,
    assert_tuple,
    assert_values,
    weight,
)

from .draws import assert_drawn_alone


def lines_of(student, logits, factors):
    """Ask the student's own softmax for each line, one factor at a time."""
    rows = [
        as_array(student.softmax(factor * logits), logits.shape, what="your softmax")
        for factor in factors
    ]
    return {f"class {c}": line for c, line in enumerate(np.transpose(rows))}


@weight(2)
@pytest.mark.parametrize("k, m", [(3, 5), (4, 4)])
def test_values(student, reference, rng, k, m):
    """It returns the factors, and each class's probability at each of them."""
    logits, factors = rng.normal(scale=2, size=k), rng.uniform(0, 3, size=m)
    expected = lines_of(student, logits, factors)
    assert_lines_vary(expected, lines_of(reference, logits, factors))
    x, lines = assert_tuple(student.plot_softmax_gaps(logits, factors), 2)
    assert_values(x, factors, what="the factors")
    found = assert_mapping(lines, list(expected), what="the lines")
    for name, line in expected.items():
        assert_values(found[name], line, rtol=1e-6, what=f"the line `{name}`")


@weight(3)
def test_drawn(student, rng):
    """The figure has labels on both axes and a line of each class by its name."""
    logits, factors = rng.normal(size=3), np.sort(rng.uniform(0, 4, size=7))
    _, axes = student.plot_softmax_gaps.drawing(logits, factors)
    assert_drawn_alone(axes, factors, lines_of(student, logits, factors))


def test_arguments(student, rng):
    """The logits and the factors are left as they were."""
    logits, factors = rng.normal(size=3), rng.uniform(0, 4, size=7)
    assert_leaves_arguments_alone(student.plot_softmax_gaps, logits, factors)
