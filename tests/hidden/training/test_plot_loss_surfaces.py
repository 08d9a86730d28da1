"""plot_loss_surfaces: the student's own walks, drawn on both surfaces."""

from itertools import product

import numpy as np

from autograder.checks import (
    as_array,
    assert_drawn,
    assert_leaves_arguments_alone,
    assert_lines_vary,
    assert_mapping,
    assert_true,
    assert_tuple,
    assert_values,
    weight,
)

from .draws import gradient_on_surface

LOSS_OF = {"cross-entropy": "ce", "MSE": "mse"}


@weight(3)
def test_values(student, reference, rng):
    """Both lines are the probabilities of the true class along the walks."""
    for start in (_start(rng), np.array([-9.0, 9.0, -1000.0])):
        _, expected = _walks(student, reference, start, 0.5, 7)
        _, right = _walks(reference, reference, start, 0.5, 7)
        assert_lines_vary(expected, right)
        parts = assert_tuple(student.plot_loss_surfaces(start, 0.5, 7), 2)
        _assert_lines(*parts[:2], expected, 7)


@weight(2)
def test_lines_are_drawn(student, reference, rng):
    """The returned lines are drawn under their names, on labelled axes."""
    start = _start(rng)
    _, expected = _walks(student, reference, start, 0.8, 6)
    _, axes = student.plot_loss_surfaces.drawing(start, 0.8, 6)
    assert_drawn(axes, np.arange(7), expected)


@weight(2)
def test_paths_are_drawn(student, reference, rng):
    """Both walks are drawn over the two logits, on labelled axes of their own."""
    start = _start(rng)
    paths, _ = _walks(student, reference, start, 0.8, 6)
    _, axes = student.plot_loss_surfaces.drawing(start, 0.8, 6)
    for name, path in paths.items():
        assert_drawn(axes, path[:, 0], {f"path on {name}": path[:, 1]})


@weight(0.5)
def test_three_labelled_axes(student, rng):
    """Each walk, and what both reach, has axes of its own with both labels."""
    _, axes = student.plot_loss_surfaces.drawing(_start(rng), 0.8, 6)
    labelled = [one for one in axes if one.xlabel.strip() and one.ylabel.strip()]
    drawn = [{line.label for line in one.lines} for one in labelled]
    shown = [{f"path on {name}"} for name in LOSS_OF] + [set(LOSS_OF)]
    places = [[at for at, has in enumerate(drawn) if each <= has] for each in shown]
    apart = any(len(set(three)) == len(three) for three in product(*places))
    assert_true(apart, "the walks and what they reach are not on three labelled axes")


@weight(0.5)
def test_arguments_stay_as_they_are(student, rng):
    """The start is the same after drawing."""
    assert_leaves_arguments_alone(student.plot_loss_surfaces, _start(rng), 0.5, 3)


def _start(rng):
    return np.array([*rng.uniform(-2, 2, size=2), -1000.0])


def _walks(student, reference, start, lr, steps):
    """Give the student's own paths and p of the true class, by name."""
    paths, lines = {}, {}
    for name, loss in LOSS_OF.items():
        grad = gradient_on_surface(reference, loss)
        path = student.descend(grad, start, lr, steps)
        path = as_array(path, (steps + 1, 3), what="the path of your `descend`")
        paths[name] = path.astype(float)
        lines[name] = reference.softmax(paths[name])[:, 0]
    return paths, lines


def _assert_lines(x, lines, expected, steps):
    x = as_array(x, (steps + 1,), what="x").astype(float)
    assert_values(x, np.arange(steps + 1), what="x")
    found = assert_mapping(lines, tuple(LOSS_OF), what="the dict of lines")
    for name, line in expected.items():
        assert_values(found[name], line, rtol=1e-6, what=f"the line `{name}`")
