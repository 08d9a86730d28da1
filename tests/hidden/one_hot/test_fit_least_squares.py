"""Hidden tests of `fit_least_squares`.

Where the columns of X depend on each other many coefficients are equally good: there
the predictions are judged, which are unique.
"""

import numpy as np
import pytest

from autograder.checks import (
    as_array,
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_values,
    weight,
)

from .draws import predictions

PREDICTED = {"rtol": 1e-6, "atol": 1e-6}
"""dependent columns cost digits, more with some right ways than with others"""


def draw(rng, n, d, *outputs):
    """Draw inputs (n, d) and targets that no line fits: (n, *outputs)."""
    return rng.normal(size=(n, d)) + 1.0, rng.normal(scale=3.0, size=(n, *outputs)) + 5


def assert_fits(student, X, T, expected):
    """Check the shape of the coefficients, and what they predict at the rows of X."""
    found = student.fit_least_squares(X, T)
    shape = (X.shape[1] + 1, *T.shape[1:])
    coefficients = as_array(found, shape, what="the coefficients")
    what = "what your coefficients predict"
    assert_values(predictions(coefficients, X), expected, **PREDICTED, what=what)


@weight(3)
@pytest.mark.parametrize("d", [1, 4])
def test_values(student, reference, rng, d):
    """For one output: the bias first, then one weight per input."""
    X, T = draw(rng, 12, d)
    assert_values(student.fit_least_squares(X, T), reference.fit_least_squares(X, T))


@weight(2)
def test_several_outputs(student, reference, rng):
    """For several outputs: one column of coefficients for each."""
    X, T = draw(rng, 15, 3, 2)
    assert_values(student.fit_least_squares(X, T), reference.fit_least_squares(X, T))


def test_one_column_of_outputs(student, reference, rng):
    """Targets of shape (n, 1) give coefficients of shape (d + 1, 1)."""
    X, T = draw(rng, 10, 2, 1)
    assert_values(student.fit_least_squares(X, T), reference.fit_least_squares(X, T))


@pytest.mark.parametrize("d, m", [(2, 3), (3, 3), (3, 4)])
def test_equal_sizes(student, reference, rng, d, m):
    """As many outputs as inputs or coefficients: columns are still outputs."""
    X, T = draw(rng, 12, d, m)
    assert_values(student.fit_least_squares(X, T), reference.fit_least_squares(X, T))


def test_exact_fit(student, rng):
    """A plane is found again, its bias and its weights."""
    X, coefficients = rng.normal(size=(9, 3)), rng.normal(size=4)
    T = predictions(coefficients, X)
    assert_values(student.fit_least_squares(X, T), coefficients, atol=1e-9)


def test_small_inputs(student, reference, rng):
    """Inputs measured in other units are fitted as well, nothing held back."""
    X, T = draw(rng, 12, 2)
    X = (X - 1.0) / [100, 2e4]
    found = student.fit_least_squares(X, T)
    # by way of the matrix of X times X some digits are lost, which is right as well
    assert_values(found, reference.fit_least_squares(X, T), rtol=1e-6)


@weight(2)
@pytest.mark.parametrize("m", [(), (2,)], ids=["one output", "two outputs"])
def test_dependent_columns(student, reference, rng, m):
    """Columns that repeat others or never change: the predictions are still best."""
    X, T = draw(rng, 14, 2, *m)
    for more in ([X[:, 0], np.full(14, 3.0)], [np.zeros(14)]):
        dependent = np.column_stack([X, *more])
        expected = predictions(reference.fit_least_squares(dependent, T), dependent)
        assert_fits(student, dependent, T, expected)


@pytest.mark.parametrize("n, d", [(3, 5), (1, 2), (2, 1)])
def test_fewer_rows_than_columns(student, rng, n, d):
    """With no more rows than coefficients every target is met exactly."""
    X, T = draw(rng, n, d)
    assert_fits(student, X, T, T)


def test_order_of_rows(student, reference, rng):
    """Rows in another order, and each of them twice, give the same coefficients."""
    X, T = draw(rng, 8, 2)
    expected = reference.fit_least_squares(X, T)
    order = rng.permutation(np.resize(np.arange(8), 16))
    assert_values(student.fit_least_squares(X[order], T[order]), expected)


def test_lists_and_integers(student, reference, rng):
    """Nested lists are accepted, and integers give floats."""
    X, T = rng.integers(-9, 10, size=(10, 2)), rng.integers(0, 3, size=10)
    expected = reference.fit_least_squares(X, T)
    assert_values(student.fit_least_squares(X, T), expected)
    assert_values(student.fit_least_squares(X.tolist(), T.tolist()), expected)


def test_float32(student, reference, rng):
    """Single precision in gives single precision at least."""
    X, T = (array.astype(np.float32) for array in draw(rng, 12, 2))
    expected = reference.fit_least_squares(X, T)
    found = student.fit_least_squares(X, T)
    assert_values(found, expected, rtol=1e-4, atol=1e-4)


def test_arguments(student, rng):
    """Both arguments are left as they were."""
    assert_leaves_arguments_alone(student.fit_least_squares, *draw(rng, 8, 2))


def test_fresh_results(student, rng):
    """A second call leaves the first call's result as it was."""
    assert_fresh_results(student.fit_least_squares, draw(rng, 8, 2), draw(rng, 8, 2))


def test_many_rows(student, reference, rng):
    """Two thousand rows of ten inputs are right as well, and in time."""
    X, T = draw(rng, 2000, 10, 3)
    assert_values(student.fit_least_squares(X, T), reference.fit_least_squares(X, T))
