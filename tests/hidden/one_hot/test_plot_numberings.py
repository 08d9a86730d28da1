"""Hidden tests of `plot_numberings`.

What it draws must be what the student's own functions give.
"""

import numpy as np

from autograder.checks import (
    as_array,
    assert_leaves_arguments_alone,
    assert_lines_vary,
    assert_mapping,
    assert_true,
    assert_tuple,
    assert_values,
    weight,
)

from .draws import accuracy_of, assert_drawn_alone, predictions, telling

NAMES = ("class numbers", "one-hot")


def draw(rng, m=4, k=3):
    """Draw data of k classes and m numberings of them, not all of one accuracy."""
    while True:
        X, y, order, _ = telling(rng, 40, 2, k)
        orders = np.array([order, *(rng.permutation(k) for _ in range(m - 1))])
        found = {accuracy_of(X, y, one) for one in orders} - {None}
        if len(found) > 1:
            return X, y, orders


def lines_of(student, X, y, orders):
    """Ask the student's own functions for both lines, over the wire."""
    lines = {name: [] for name in NAMES}
    for order in orders:
        lines["class numbers"].append(student.renumber_accuracy(X, y, order))
        k = len(order)
        weights = student.fit_least_squares(X, student.one_hot(order[y], k))
        weights = as_array(weights, (3, k), what="your coefficients")
        predicted = predictions(weights, X).argmax(axis=1)
        lines["one-hot"].append(np.mean(predicted == order[y]))
    return lines


@weight(2)
def test_values(student, reference, rng):
    """It returns a place for each numbering, and both accuracies there."""
    X, y, orders = draw(rng)
    expected = lines_of(student, X, y, orders)
    assert_lines_vary(expected, lines_of(reference, X, y, orders))
    x, lines = assert_tuple(student.plot_numberings(X, y, orders), 2)
    places = as_array(x, (4,), what="the places")
    assert_true(np.array_equal(places, np.arange(4)), "the places are not 0, 1, 2, 3")
    found = assert_mapping(lines, NAMES, what="the lines")
    for name, line in expected.items():
        assert_values(found[name], line, rtol=1e-6, what=f"the line `{name}`")


@weight(2)
def test_drawn(student, rng):
    """The figure has labels on both axes and both lines by their names."""
    X, y, orders = draw(rng, m=3, k=4)
    _, axes = student.plot_numberings.drawing(X, y, orders)
    assert_drawn_alone(axes, np.arange(3), lines_of(student, X, y, orders))


def test_arguments(student, rng):
    """The data and the numberings are left as they were."""
    assert_leaves_arguments_alone(student.plot_numberings, *draw(rng))
