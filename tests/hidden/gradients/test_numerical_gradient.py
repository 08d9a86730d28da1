"""Hidden tests of `numerical_gradient`: judged by its accuracy, not by its method."""

import numpy as np
import pytest

from autograder.checks import (
    as_array,
    assert_fresh_results,
    assert_true,
    assert_values,
    weight,
)

from .draws import Asked, cross_entropy, hilly, logits_batch

ACCURACY = {"rtol": 0.0, "atol": 1e-6}
"""central differences reach 1e-9 on these functions, one-sided ones only 1e-5"""


@weight(2)
@pytest.mark.parametrize("shape", [(4,), (2, 3), (2, 1, 3)], ids=str)
def test_values(student, rng, shape):
    """The gradient is right to 1e-6, for an x of any shape."""
    f, gradient = hilly(rng, shape)
    x = rng.uniform(-1, 1, size=shape)
    found = student.numerical_gradient(f, x)
    # what is no array of x's shape gives nan, which then stands in the gradient
    why = "" if f.well else " (f was called with something else)"
    assert_values(found, gradient(x), **ACCURACY, what=f"the gradient{why}")


def test_square(student, rng):
    """A square x gives every entry its own slope."""
    f, gradient = hilly(rng, (2, 2))
    x = rng.uniform(-1, 1, size=(2, 2))
    assert_values(student.numerical_gradient(f, x), gradient(x), **ACCURACY)


def test_single_number(student, rng):
    """A single number x, with no axes at all, gives a single slope."""
    f, gradient = hilly(rng, ())
    x = np.array(rng.uniform(-1, 1))
    found = student.numerical_gradient(f, x)
    assert_values(found, gradient(x), **ACCURACY)
    found = student.numerical_gradient(f, float(x))
    assert_values(found, gradient(x), **ACCURACY)


def test_integers(student, rng):
    """An x of integers gives the same gradient as the same numbers as floats."""
    f, gradient = hilly(rng, (2, 2))
    x = rng.integers(-1, 2, size=(2, 2))
    assert_values(student.numerical_gradient(f, x), gradient(x), **ACCURACY)


def test_nested_list(student, rng):
    """A nested list x is accepted like an array."""
    f, gradient = hilly(rng, (2, 2))
    x = rng.uniform(-1, 1, size=(2, 2))
    found = student.numerical_gradient(f, x.tolist())
    assert_values(found, gradient(x), **ACCURACY)


def test_zeros(student, rng):
    """Entries of x that are exactly zero have slopes like any other."""
    f, gradient = hilly(rng, (5,))
    x = rng.uniform(-1, 1, size=5) * np.array([0, 1, 0, 0, 1])
    assert_values(student.numerical_gradient(f, x), gradient(x), **ACCURACY)


def test_leaves_x(student, rng):
    """Afterwards x holds exactly the numbers that it held before."""
    f, _ = hilly(rng, (2, 2))
    x = rng.uniform(-1, 1, size=(2, 2))
    _, after = student.numerical_gradient.with_arguments(f, x)
    (now,) = as_array(after[1:], (1, *x.shape), what="x after the call")
    assert_true(np.array_equal(now, x), "x was changed by the call")


def test_fresh_results(student, rng):
    """A second call leaves the first call's gradient as it was."""
    f, _ = hilly(rng, (2,))
    first, second = rng.uniform(-1, 1, size=(2, 2))
    assert_fresh_results(student.numerical_gradient, (f, first), (f, second))


def test_wide_eps(student, rng):
    """A wide eps is used as given, so that rounding in f does no harm."""
    pull = rng.uniform(0.5, 1.5, size=4)
    f = Asked(lambda x: np.round(np.sum(pull * x) ** 2, 7), (4,))
    x = rng.uniform(-1, 1, size=4)
    found = student.numerical_gradient(f, x, eps=2.0)
    assert_values(found, 2 * pull * np.sum(pull * x), **ACCURACY)


def test_real_loss(student, reference, rng):
    """On a batch of logits it finds the gradient of a real loss."""
    logits, targets = logits_batch(rng, 2, 3)
    f = Asked(lambda y: cross_entropy(y, targets), (2, 3))
    expected = reference.cross_entropy_grad_logits(logits, targets)
    assert_values(student.numerical_gradient(f, logits), expected, **ACCURACY)
