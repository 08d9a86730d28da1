"""Hidden tests of `plot_losses`.

What it draws must be what the student's own losses give.
"""

import numpy as np

from autograder.checks import (
    assert_leaves_arguments_alone,
    assert_lines_vary,
    assert_mapping,
    assert_tuple,
    assert_values,
)

from .draws import assert_drawn_alone

RTOL = 1e-6
"""leaves room for an epsilon, in the losses or in the drawing"""


def draw(rng):
    """Draw probabilities of the true class, in any order."""
    return rng.uniform(0.02, 0.98, size=4)


def lines_of(student, p):
    """Ask the student's own losses for one example of two classes, over the wire."""
    functions = {"cross-entropy": student.cross_entropy, "MSE": student.mse_loss}
    target = np.array([[1.0, 0.0]])
    return {
        label: [loss(np.array([[each, 1 - each]]), target) for each in p]
        for label, loss in functions.items()
    }


def test_values(student, reference, rng):
    """It returns the probabilities, and for each of them both losses."""
    p = np.append(draw(rng), 1.0)
    drawn_x, lines = assert_tuple(student.plot_losses(p), 2)
    assert_values(drawn_x, p, what="the probabilities")
    expected = lines_of(student, p)
    assert_lines_vary(expected, lines_of(reference, p))
    found = assert_mapping(lines, list(expected), what="the lines")
    for label, values in expected.items():
        assert_values(
            found[label], values, rtol=RTOL, atol=1e-9, what=f"the line `{label}`"
        )


def test_drawn(student, rng):
    """The figure has labels on both axes and the two lines by their names."""
    p = np.sort(draw(rng))
    _, axes = student.plot_losses.drawing(p)
    assert_drawn_alone(axes, p, lines_of(student, p), rtol=RTOL)


def test_arguments(student, rng):
    """The probabilities are left as they were."""
    assert_leaves_arguments_alone(student.plot_losses, draw(rng))
