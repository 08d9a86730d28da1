"""Hidden tests of `mse_grad_logits`, and of what training with it does.

Small and cheap first: the values, then the slope against our own loss, and only then
descent over forty steps.
"""

import numpy as np
import pytest

from autograder.checks import (
    as_array,
    assert_close_to_run,
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_shape,
    assert_true,
    assert_values,
    norm,
    weight,
)

from .draws import (
    WIDE,
    WIDEST,
    assert_downhill,
    assert_rows,
    complex_step,
    corner_starts,
    corners,
    cross_entropy,
    descend,
    descend_like,
    extreme_rows,
    healthy_starts,
    learning_rate,
    logits_batch,
    moved,
    mse,
    one_hot_rows,
    p_true,
    record_paths,
    repeated,
    surely_wrong,
)


@weight(4)
@pytest.mark.parametrize("shape", [(5, 3), (2, 6)], ids=str)
def test_values(student, reference, rng, shape):
    """The gradient is that of the mean loss, with softmax inside it."""
    logits, targets = logits_batch(rng, *shape)
    expected = reference.mse_grad_logits(logits, targets)
    assert_values(student.mse_grad_logits(logits, targets), expected)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_as_many_rows_as_classes(student, reference, rng, k):
    """As many examples as classes: rows are still examples."""
    logits, targets = logits_batch(rng, k, k)
    expected = reference.mse_grad_logits(logits, targets)
    assert_values(student.mse_grad_logits(logits, targets), expected)


def test_one_example(student, reference, rng):
    """A batch of one gives a gradient of one row."""
    logits, targets = logits_batch(rng, 1, 4)
    expected = reference.mse_grad_logits(logits, targets)
    assert_values(student.mse_grad_logits(logits, targets), expected)


def test_repeated_batch(student, reference, rng):
    """A batch given twice over gives each row twice, half as long."""
    logits, targets = logits_batch(rng, 4, 3)
    (rows,) = repeated(reference.mse_grad_logits(logits, targets))
    found = student.mse_grad_logits(*repeated(logits, targets))
    assert_values(found, rows / 2)


def test_shift(student, reference, rng):
    """Raising all logits of a row by the same amount changes nothing."""
    logits, targets = logits_batch(rng, 4, 3)
    expected = reference.mse_grad_logits(logits, targets)
    shifted = logits + rng.uniform(-2000, 2000, size=(4, 1))
    # adding 2000 costs each logit four of its sixteen digits
    assert_values(student.mse_grad_logits(shifted, targets), expected, atol=1e-10)


def test_permutation(student, reference, rng):
    """Examples and classes in another order give the gradient in that order."""
    logits, targets = logits_batch(rng, 5, 3)
    order = np.ix_(rng.permutation(5), rng.permutation(3))
    expected = reference.mse_grad_logits(logits, targets)[order]
    assert_values(student.mse_grad_logits(logits[order], targets[order]), expected)


@weight(2)
@pytest.mark.parametrize("k", [4, 5])
def test_extreme_rows(student, reference, rng, k):
    """Logits of thousands give a finite, right gradient, whatever other rows hold."""
    logits, targets = extreme_rows(rng, k)
    expected = reference.mse_grad_logits(logits, targets)
    assert_values(student.mse_grad_logits(logits, targets), expected, atol=1e-10)


def test_empty_batch(student):
    """An empty batch gives an empty gradient of the same shape."""
    empty = np.zeros((0, 3))
    assert_shape(student.mse_grad_logits(empty, empty), (0, 3))


def test_lists_and_integers(student, reference, rng):
    """Nested lists are accepted, and integers as logits and targets."""
    logits = rng.integers(-3, 4, size=(4, 3))
    targets = one_hot_rows(rng, 4, 3).astype(int)
    expected = reference.mse_grad_logits(logits, targets)
    assert_values(student.mse_grad_logits(logits, targets), expected)
    found = student.mse_grad_logits(logits.tolist(), targets.tolist())
    assert_values(found, expected)


def test_float32(student, reference, rng):
    """Single precision in gives single precision at least."""
    logits, targets = (array.astype(np.float32) for array in logits_batch(rng, 4, 3))
    expected = reference.mse_grad_logits(logits, targets)
    found = student.mse_grad_logits(logits, targets)
    assert_values(found, expected, rtol=1e-5, atol=1e-6)


def test_arguments(student, rng):
    """Both arguments are left as they were."""
    assert_leaves_arguments_alone(student.mse_grad_logits, *logits_batch(rng, 4, 3))


def test_fresh_results(student, rng):
    """A second call leaves the first call's gradient as it was."""
    first, second = logits_batch(rng, 4, 3), logits_batch(rng, 4, 3)
    assert_fresh_results(student.mse_grad_logits, first, second)


def test_large_batch(student, reference, rng):
    """Two thousand examples of ten classes are right as well, and in time."""
    logits, targets = logits_batch(rng, 2000, 10)
    expected = reference.mse_grad_logits(logits, targets)
    assert_values(student.mse_grad_logits(logits, targets), expected)


@pytest.mark.parametrize("gap", [0, 4, 8, 12, WIDE, 18, WIDEST])
def test_surely_wrong(student, rng, gap):
    """The gradient stays exact where the network is sure of a wrong class."""
    logits, targets = surely_wrong(rng, [gap] * 3)
    expected = complex_step(mse, logits, targets)
    rtol = 1e-6 if gap <= WIDE else 1e-4
    assert_rows(student.mse_grad_logits(logits, targets), expected, rtol=rtol)


@weight(2)
@pytest.mark.parametrize("gap", [0, 4, 8, 12, 16, 20])
def test_flatter_than_cross_entropy(student, rng, gap):
    """In the lecture's corner it is as short beside cross-entropy's as it should be."""
    logits, targets = corners([gap], shifts=rng.normal())
    steep = norm(complex_step(cross_entropy, logits, targets))
    flat = norm(as_array(student.mse_grad_logits(logits, targets), (1, 3)))
    times = flat * np.cosh(gap / 2) ** 2 / steep
    assert_true(
        abs(times - 1) <= 1e-4,
        f"where the network is sure of a wrong class, it has {times:.3g} times the "
        "length that it should have",
    )


@weight(2)
def test_uphill(student, rng):
    """A small step along the gradient raises the loss as fast as its length says."""
    batches = [logits_batch(rng, 4, 3) for _ in range(3)]
    batches += [corners([gap], shifts=rng.normal()) for gap in (10, 16)]
    for logits, targets in batches:
        found = student.mse_grad_logits(logits, targets)
        assert_downhill(found, mse, logits, targets)


@weight(4)
def test_stalls_in_the_corner_alone(student, reference, rng, record):
    """Descent stays in the lecture's corner, as it should; from elsewhere it trains."""
    starts = np.concatenate([corner_starts(rng), healthy_starts(rng)])
    right, lr = reference.mse_grad_logits, learning_rate(rng)
    ours = descend(right, starts, lr)
    path = descend_like(ours, student.mse_grad_logits, right, lr)
    record_paths(record, "MSE", path, ours, {"corner": 0, "healthy start": -1})
    assert_trains(path[:, 4:], ours[:, 4:])
    assert_stalls(path[:, :4], ours[:, :4])


def assert_trains(path, ours):
    """Check that every start reached the true class, as in our own run."""
    reached = p_true(path)[-1]
    why = "" if (reached >= 0.9).all() else " (MSE did not train)"
    what = f"the true class's probability at the end{why}"
    assert_close_to_run(reached, p_true(ours)[-1], rtol=1e-6, what=what)


def assert_stalls(path, ours):
    """Check that no start left the corner, and that each crept as far as ours."""
    left = (p_true(path)[-1] > 1e-5) | (moved(path) > 1e-2)
    why = " (MSE left the corner, where its gradient is tiny)" if left.any() else ""
    # four digits of the gradient are asked for at these gaps
    what = f"the distance it creeps{why}"
    assert_values(moved(path), moved(ours), rtol=1e-3, what=what)
