"""Hidden tests of `plot_ratio`.

What it draws must be what the student's own gradients give.
"""

import numpy as np

from autograder.checks import (
    as_array,
    assert_drawn,
    assert_lines_vary,
    assert_mapping,
    assert_tuple,
    assert_values,
    norm,
)

from .draws import corners

RTOL = 1e-4
"""the digits that both gradients and their ratio are asked for"""


def lines_of(student, gaps):
    """Measure the student's gradients and their ratio, over the wire."""
    lines = {"cross-entropy": [], "MSE": [], "ratio": []}
    for gap in gaps:
        point = corners([gap])
        steep = as_array(student.cross_entropy_grad_logits(*point), (1, 3))
        flat = as_array(student.mse_grad_logits(*point), (1, 3))
        ratio = float(as_array(student.gradient_ratio(float(gap)), ()))
        for line, value in zip(
            lines.values(), (norm(steep), norm(flat), ratio), strict=True
        ):
            line.append(value)
    return lines


def test_values(student, reference, rng):
    """It returns the gaps, and for each gap both lengths and their ratio."""
    gaps = np.sort(rng.uniform(0, 20, size=3))
    parts = assert_tuple(student.plot_ratio(gaps), 2)
    assert_values(parts[0], gaps, what="the gaps")
    expected = lines_of(student, gaps)
    assert_lines_vary(expected, lines_of(reference, gaps))
    found = assert_mapping(parts[1], list(expected), what="the lines")
    for label, values in expected.items():
        assert_values(
            found[label], values, rtol=RTOL, atol=0, what=f"the line `{label}`"
        )


def test_drawn(student, rng):
    """The figure has labels on both axes and the three lines by their names."""
    gaps = np.sort(rng.uniform(0, 20, size=3))
    _, axes = student.plot_ratio.drawing(gaps)
    assert_drawn(axes, gaps, lines_of(student, gaps), rtol=RTOL)
