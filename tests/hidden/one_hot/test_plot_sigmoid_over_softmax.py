"""Hidden tests of `plot_sigmoid_over_softmax`.

What it draws must be what the student's own sigmoid and softmax give.
"""

import numpy as np

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


def lines_of(student, z):
    """Ask the student's own functions for both lines."""
    pairs = np.column_stack([z, np.zeros(len(z))])
    probs = as_array(student.softmax(pairs), pairs.shape, what="your softmax")
    squashed = as_array(student.sigmoid(z), z.shape, what="your sigmoid")
    return {"softmax": probs[:, 0], "sigmoid": squashed}


@weight(2)
def test_values(student, reference, rng):
    """It returns z, and for each z what softmax and what the sigmoid gives."""
    z = rng.uniform(-6, 6, size=7)
    expected = lines_of(student, z)
    assert_lines_vary(expected, lines_of(reference, z))
    x, lines = assert_tuple(student.plot_sigmoid_over_softmax(z), 2)
    assert_values(x, z, what="z")
    found = assert_mapping(lines, list(expected), what="the lines")
    for name, line in expected.items():
        assert_values(found[name], line, rtol=1e-6, what=f"the line `{name}`")


@weight(2)
def test_drawn(student, rng):
    """The figure has labels on both axes and both lines by their names."""
    z = np.sort(rng.uniform(-8, 8, size=9))
    _, axes = student.plot_sigmoid_over_softmax.drawing(z)
    assert_drawn_alone(axes, z, lines_of(student, z))


def test_arguments(student, rng):
    """The numbers z are left as they were."""
    z = rng.uniform(-6, 6, size=7)
    assert_leaves_arguments_alone(student.plot_sigmoid_over_softmax, z)
