"""descend: every point of a walk downhill, on the lecture's surface among others."""

import numpy as np

from autograder.checks import (
    as_array,
    assert_close_to_run,
    assert_leaves_arguments_alone,
    assert_values,
    norm,
    weight,
)

from .draws import gradient_on_surface

STEPS = 30


@weight(4)
def test_values(student, reference, rng):
    """Every point is right on a random landscape."""
    grad, start = _landscape(rng), rng.normal(size=3)
    lr = float(rng.uniform(0.05, 0.2))
    expected = reference.descend(grad, start, lr, 7)
    assert_values(student.descend(grad, start, lr, 7), expected, what="the path")


@weight(2)
def test_cross_entropy_escapes_from_the_corner(student, reference, rng, record):
    """On cross-entropy the walk leaves the lecture's corner for the true class."""
    path, ours, start = _walk(student, reference, record, "ce", _corner(rng))
    reached = _p_true(reference, path) >= 0.95
    why = "" if reached else " (the true class is not reached)"
    _assert_walk(path, ours, start, why)


@weight(2)
def test_mse_stalls_in_the_corner(student, reference, rng, record):
    """On the mean square error the walk does not get away from the same corner."""
    # There each step is shorter than what `np.isclose` calls zero.
    setting = _corner(rng, inmost=9.95, slow=True)
    path, ours, start = _walk(student, reference, record, "mse", setting)
    left = _p_true(reference, path) > 1e-5 or norm(path[-1] - path[0]) > 1e-2
    _assert_walk(path, ours, start, " (the corner was left)" if left else "")


@weight(2)
def test_mse_arrives_from_a_healthy_start(student, reference, rng, record):
    """On the mean square error a walk from the middle reaches the true class."""
    healthy = [(0.0, 0.0), (-1.0, 1.0), (-2.0, 2.0)][rng.integers(3)]
    setting = np.array([*healthy, -1000.0]), float(rng.uniform(1.8, 2.2))
    path, ours, start = _walk(student, reference, record, "mse", setting)
    reached = _p_true(reference, path) >= 0.9
    why = "" if reached else " (the true class is not reached)"
    _assert_walk(path, ours, start, why)


def test_large_steps(student, reference, rng):
    """A learning rate far too large is used as it is given."""
    grad, start = _landscape(rng), rng.normal(size=3)
    expected = reference.descend(grad, start, 5.0, 6)
    path = student.descend(grad, start, 5.0, 6)
    assert_close_to_run(path, expected, rtol=1e-9, what="the path")


def test_no_steps(student, rng):
    """No steps give a path of one row, the start, as floats."""
    for start in (rng.normal(size=3), rng.integers(-5, 6, size=3)):
        found = student.descend(_landscape(rng), start, 0.1, 0)
        assert_values(found, start[None], what="the path")


def test_start_of_integers(student, reference, rng):
    """A start in integers, array or list, is not rounded on the way."""
    grad, start = _landscape(rng), rng.integers(-5, 6, size=3)
    expected = reference.descend(grad, start, 0.1, 4)
    assert_values(student.descend(grad, start, 0.1, 4), expected)
    assert_values(student.descend(grad, start.tolist(), 0.1, 4), expected)


def test_arguments_stay_as_they_are(student, rng):
    """The start is the same after the walk."""
    start = rng.normal(size=3)
    assert_leaves_arguments_alone(student.descend, _landscape(rng), start, 0.1, 3)


def _landscape(rng):
    """Draw the gradient of a bent bowl; what is no point gives nan."""
    bowl, centre = rng.normal(size=(3, 3)), rng.normal(size=3)
    curved = bowl @ bowl.T + np.eye(3)

    def gradient(point):
        if np.shape(point) != (3,):
            return np.full(3, np.nan)
        return curved @ (np.asarray(point, dtype=float) - centre)

    return gradient


def _corner(rng, inmost=8.0, *, slow=False):
    """Draw a start in the lecture's bad corner, and a learning rate."""
    start = np.array([rng.uniform(-10, -inmost), rng.uniform(inmost, 10), -1000.0])
    return start, float(rng.uniform(0.4, 0.6) if slow else rng.uniform(1.8, 2.2))


def _walk(student, reference, record, loss, setting):
    """Give the student's path, ours, and the start; show both."""
    start, lr = setting
    grad = gradient_on_surface(reference, loss)
    ours = reference.descend(grad, start, lr, STEPS)
    found = student.descend(grad, start, lr, STEPS)
    path = as_array(found, ours.shape, what="the path").astype(float)
    name = {"ce": "cross-entropy", "mse": "the mean square error"}[loss]
    record.lines(
        f"Your walk on {name}",
        xlabel="logit y1",
        ylabel="logit y2",
        yours={"path": (path[:, 0], path[:, 1])},
        expected={"path": (ours[:, 0], ours[:, 1])},
        span=(-10, 10, -10, 10),
    )
    return path, ours, start


def _assert_walk(path, ours, start, why):
    """Check the way from the start to every point, tiny as it is on a plateau."""
    what = f"the way from the start{why}"
    assert_values(path - start, ours - start, rtol=1e-6, what=what)


def _p_true(reference, path):
    return reference.softmax(path[-1])[0]
