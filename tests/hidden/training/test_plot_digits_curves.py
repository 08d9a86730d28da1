"""plot_digits_curves: the student's own runs from a bad start, drawn together."""

import numpy as np

from autograder.checks import (
    as_array,
    assert_drawn,
    assert_leaves_arguments_alone,
    assert_lines_vary,
    assert_mapping,
    assert_tuple,
    assert_values,
    weight,
)

from .draws import problem, trained

LOSS_OF = {"cross-entropy": "ce", "MSE": "mse"}


@weight(3)
def test_values(student, reference, rng):
    """Both lines are the histories of the two runs, divided by their first values."""
    for bias in (2.0, 9.0):
        setting = _setting(rng, bias)
        expected = _curves(student, *setting)
        assert_lines_vary(expected, _curves(reference, *setting))
        parts = assert_tuple(student.plot_digits_curves(*setting), 2)
        x = as_array(parts[0], (setting[-1],), what="x").astype(float)
        assert_values(x, np.arange(setting[-1]), what="x")
        found = assert_mapping(parts[1], tuple(LOSS_OF), what="the dict of lines")
        for name, line in expected.items():
            assert_values(found[name], line, rtol=1e-6, what=f"the line `{name}`")


@weight(3)
def test_lines_are_drawn(student, rng):
    """The returned lines are drawn under their names, on axes with labels."""
    setting = _setting(rng, 3.0)
    expected = _curves(student, *setting)
    _, axes = student.plot_digits_curves.drawing(*setting)
    assert_drawn(axes, np.arange(setting[-1]), expected)


@weight(0.5)
def test_arguments_stay_as_they_are(student, rng):
    """The start, the inputs and the labels are the same after drawing."""
    assert_leaves_arguments_alone(student.plot_digits_curves, *_setting(rng, 3.0))


def _setting(rng, bias):
    """Draw all arguments; the last is the number of steps."""
    params, X, labels = problem(rng)
    wrong = int(rng.integers(len(params["bp"])))
    return params, X, labels, wrong, bias, 0.5, int(rng.integers(8, 15))


def _curves(student, *setting):
    """Give the two lines that the student's own runs should give."""
    params, steps = setting[0], setting[-1]
    curves = {}
    for name, loss in LOSS_OF.items():
        run = student.train_from_bad_start(*setting[:-2], loss, *setting[-2:])
        _, history = trained(run, params, steps)
        curves[name] = history / history[0]
    return curves
