"""The references against what others say: PyTorch, scipy, mpmath, a complex step.

Every formula of the course is computed here a second time by somebody else. PyTorch is
not installed for that: `make_pytorch_numbers.py` stored what it says.
"""

import json
from pathlib import Path
from types import SimpleNamespace

import mpmath
import numpy as np
import pytest
from scipy import special

from autograder.course import catalogue
from autograder.course.course import Course

ROOT = Path(__file__).parents[2]
PYTORCH = json.loads(Path(__file__).with_name("pytorch_numbers.json").read_text())
BATCHES = PYTORCH["batches"]
CLOSE = {"rtol": 1e-12, "atol": 1e-12}
DIGITS = 50


def references():
    """Give the functions of all references; one and the same name means one thing."""
    course = Course.find(ROOT)
    found = {}
    for name in ("losses", "gradients", "training"):
        found |= vars(catalogue.load_reference(course.assignment(name)))
    return SimpleNamespace(**found)


OURS = references()


@pytest.fixture(params=BATCHES)
def batch(request):
    """Give one of PyTorch's batches, its lists as arrays."""
    said = BATCHES[request.param]
    return SimpleNamespace(**{name: np.array(value) for name, value in said.items()})


@pytest.fixture
def targets(batch):
    """Give the batch's labels as one-hot rows."""
    return np.eye(batch.logits.shape[1])[batch.labels]


def assert_close(expected, actual, rtol=1e-12, atol=1e-12):
    """Compare shapes and values."""
    assert np.shape(expected) == np.shape(actual)
    np.testing.assert_allclose(actual, expected, rtol=rtol, atol=atol)


# ------------------------------------------------------------------------ PyTorch


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "sigmoid"])
def test_functions_agree_with_pytorch_on_every_batch(batch, name):
    """Softmax, its logarithm and the sigmoid are PyTorch's, at the extremes too."""
    actual = getattr(OURS, name)(batch.logits)

    assert actual.dtype == np.float64
    assert_close(getattr(batch, name), actual)


def test_losses_agree_with_pytorch_on_every_batch(batch, targets):
    """Both losses are PyTorch's, by logits, by labels and by one-hot rows."""
    probs = OURS.softmax(batch.logits)

    assert_close(
        batch.cross_entropy, OURS.cross_entropy_logits(batch.logits, batch.labels)
    )
    assert_close(batch.mse, OURS.mse_loss(probs, targets))
    if np.all(probs[targets == 1] > 0):
        by_labels = OURS.cross_entropy_labels(probs, batch.labels)
        by_likelihood = -OURS.log_likelihood(probs, batch.labels) / len(probs)
        for actual in (OURS.cross_entropy(probs, targets), by_labels, by_likelihood):
            assert_close(batch.cross_entropy, actual)
    else:
        assert np.isposinf(OURS.cross_entropy(probs, targets))


def test_gradients_agree_with_pytorch_on_every_batch(batch, targets):
    """Both gradients in the logits are those that PyTorch's backward pass finds."""
    cross_entropy = OURS.cross_entropy_grad_logits(batch.logits, targets)
    mse = OURS.mse_grad_logits(batch.logits, targets)

    assert_close(batch.cross_entropy_grad, cross_entropy)
    # PyTorch itself goes through the probabilities and loses digits at wide gaps
    assert_close(batch.mse_grad, mse, rtol=1e-7)


def test_notebook_shows_the_number_that_pytorch_gave():
    """The number that students see first is a stored one, digit by digit."""
    notebook = Course.find(ROOT).assignment("losses").source_notebook.read_text()
    said = BATCHES["two examples"]["cross_entropy"]

    assert f"from_pytorch = {said!r}" in notebook


# ------------------------------------------------------------------------ scipy


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_softmax_and_its_logarithm_agree_with_scipy_along_any_axis(axis):
    """Three axes, extremes and an impossible class."""
    logits = np.random.default_rng(1).normal(scale=3, size=(3, 4, 5))
    logits[0, 0, 0], logits[1, 1, 1], logits[2, 3, 4] = 1e4, -1e4, -np.inf

    assert_close(special.softmax(logits, axis=axis), OURS.softmax(logits, axis=axis))
    assert_close(
        special.log_softmax(logits, axis=axis), OURS.log_softmax(logits, axis=axis)
    )


def test_sigmoid_agrees_with_scipy_from_minus_700_on():
    """Relative accuracy where the sigmoid is as small as 1e-304."""
    z = np.concatenate([np.linspace(-700, 40, 2001), [1e3, 1e4]])

    assert_close(special.expit(z), OURS.sigmoid(z), rtol=1e-12, atol=0)


def test_losses_agree_with_scipy_where_zeros_occur():
    """`xlogy` knows that 0 ln 0 is 0, and `logsumexp` that nothing overflows."""
    rng = np.random.default_rng(2)
    logits, labels = rng.normal(scale=4, size=(30, 6)), rng.integers(6, size=30)
    targets = np.eye(6)[labels]
    probs = special.softmax(logits, axis=1)
    probs = np.where((probs < 0.02) & (targets == 0), 0.0, probs)
    expected = -np.mean(np.sum(special.xlogy(targets, probs), axis=1))
    true = special.logsumexp(logits, axis=1) - logits[np.arange(30), labels]

    assert np.any(probs == 0)
    assert_close(expected, OURS.cross_entropy(probs, targets))
    assert_close(expected, OURS.cross_entropy_labels(probs, labels))
    assert_close(-30 * expected, OURS.log_likelihood(probs, labels))
    assert_close(np.mean(true), OURS.cross_entropy_logits(logits, labels))


# ------------------------------------------------------------------------ mpmath


def exact_probs(row):
    """Give the softmax of a row with fifty digits."""
    powers = [mpmath.exp(mpmath.mpf(float(y))) for y in row]
    return [power / mpmath.fsum(powers) for power in powers]


def exact_rows(logits):
    """Give the softmax of each row with fifty digits."""
    with mpmath.workdps(DIGITS):
        return [exact_probs(row) for row in logits]


def floats(rows):
    """Round numbers of many digits to floats, at the very end."""
    return np.array([[float(one) for one in row] for row in rows])


def test_softmax_agrees_with_fifty_digits(batch):
    """Each probability and logarithm is right to twelve digits."""
    rows = exact_rows(batch.logits)
    with mpmath.workdps(DIGITS):
        logs = floats([[mpmath.log(p) for p in row] for row in rows])

    assert_close(floats(rows), OURS.softmax(batch.logits))
    assert_close(logs, OURS.log_softmax(batch.logits))


def test_losses_agree_with_fifty_digits(batch):
    """Both losses of the logits are right to twelve digits, or places near 0."""
    rows, n = exact_rows(batch.logits), len(batch.labels)
    with mpmath.workdps(DIGITS):
        true = [row[label] for row, label in zip(rows, batch.labels, strict=True)]
        cross_entropy = float(-mpmath.fsum(mpmath.log(p) for p in true) / n)
        squares = [p * p for row in rows for p in row]
        # Σ (ŷ − y′)² is Σ y′² − 2 y′_true + 1
        rest = mpmath.fsum(1 - 2 * p for p in true)
        mse = float((mpmath.fsum(squares) + rest) / n)
    actual = OURS.mse_loss(
        OURS.softmax(batch.logits), np.eye(batch.logits.shape[1])[batch.labels]
    )

    assert_close(cross_entropy, OURS.cross_entropy_logits(batch.logits, batch.labels))
    assert_close(mse, actual)


def test_gradients_agree_with_fifty_digits_up_to_a_gap_of_20():
    """MSE's gradient is right where it is a hundred-millionth of cross-entropy's."""
    for gap in (0, 4, 8, 12, 16, 20):
        logits = np.array([[-gap / 2, gap / 2, -30.0]])
        (row,) = exact_rows(logits)
        with mpmath.workdps(DIGITS):
            slopes = [2 * (p - t) for p, t in zip(row, (1, 0, 0), strict=True)]
            mean = mpmath.fsum(p * s for p, s in zip(row, slopes, strict=True))
            mse = floats([[p * (s - mean) for p, s in zip(row, slopes, strict=True)]])
            steep = floats([[p - t for p, t in zip(row, (1, 0, 0), strict=True)]])
        target = np.eye(3)[:1]

        assert_close(steep, OURS.cross_entropy_grad_logits(logits, target), rtol=1e-9)
        assert_close(mse, OURS.mse_grad_logits(logits, target), rtol=1e-4, atol=1e-20)


@pytest.mark.parametrize("k", [2, 3, 4, 10, 1000])
def test_floor_agrees_with_fifty_digits_and_with_a_sure_network(k):
    """The law, and what softmax twice gives to probabilities of 1 and 0."""
    with mpmath.workdps(DIGITS):
        expected = float(mpmath.log(1 + (k - 1) / mpmath.e))
    sure = OURS.softmax(1000.0 * np.eye(k)[:1])

    assert_close(expected, OURS.double_softmax_floor(k))
    assert_close(expected, OURS.cross_entropy_logits(sure, [0]))


def test_likelihood_of_many_examples_agrees_with_the_product_in_fifty_digits():
    """The product that underflows in a float64 does not underflow in mpmath."""
    rng = np.random.default_rng(3)
    probs, labels = rng.dirichlet(np.ones(4), size=2000), rng.integers(4, size=2000)
    true = probs[np.arange(2000), labels]
    with mpmath.workdps(DIGITS):
        product = mpmath.fprod(mpmath.mpf(float(p)) for p in true)
        expected = float(mpmath.log(product))

    assert np.prod(true) == 0.0
    assert_close(expected, OURS.log_likelihood(probs, labels))


# ------------------------------------------------------------------- complex steps


def complex_log_probs(logits):
    shifted = logits - np.max(np.real(logits), axis=-1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))


def complex_cross_entropy(logits, targets):
    return -np.sum(targets * complex_log_probs(logits)) / len(logits)


def complex_mse(logits, targets):
    return np.sum((targets - np.exp(complex_log_probs(logits))) ** 2) / len(logits)


def complex_step(function, x):
    """Differentiate a function of an array without subtracting anything."""
    slopes = []
    for at in np.ndindex(x.shape):
        moved = x.astype(np.complex128)
        moved[at] += 1e-30j
        slopes.append(np.imag(function(moved)) / 1e-30)
    return np.array(slopes)


def test_gradients_in_the_logits_agree_with_a_complex_step(batch, targets):
    """Both gradients are those of our losses, at every batch."""

    def slopes(loss):
        found = complex_step(lambda y: loss(y, targets), batch.logits)
        return found.reshape(batch.logits.shape)

    steep = OURS.cross_entropy_grad_logits(batch.logits, targets)
    flat = OURS.mse_grad_logits(batch.logits, targets)

    assert_close(slopes(complex_cross_entropy), steep, rtol=1e-9)
    assert_close(slopes(complex_mse), flat, rtol=1e-8)


def test_gradients_in_the_probabilities_agree_with_a_complex_step():
    """Each probability counts as a number of its own."""
    rng = np.random.default_rng(4)
    probs, targets = rng.dirichlet(np.ones(3), size=5), np.eye(3)[[0, 2, 1, 1, 0]]
    steep = complex_step(lambda p: -np.sum(targets * np.log(p)) / 5, probs)
    flat = complex_step(lambda p: np.sum((targets - p) ** 2) / 5, probs)

    assert_close(steep.reshape(5, 3), OURS.cross_entropy_grad_probs(probs, targets))
    assert_close(flat.reshape(5, 3), OURS.mse_grad_probs(probs, targets))


def test_jacobian_agrees_with_a_complex_step():
    """Row i, column j: how fast probability i changes with logit j."""
    logits = np.array([2.0, -1.0, 0.5, 0.0])
    columns = complex_step(lambda y: np.exp(complex_log_probs(y)), logits)

    assert_close(columns.T, OURS.softmax_jacobian(logits))


def test_backward_through_softmax_agrees_with_a_complex_step():
    """The upstream gradient of any loss, here a weighted sum."""
    rng = np.random.default_rng(5)
    logits, upstream = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    slopes = complex_step(
        lambda y: np.sum(upstream * np.exp(complex_log_probs(y))), logits
    )

    assert_close(
        slopes.reshape(4, 3), OURS.softmax_backward(OURS.softmax(logits), upstream)
    )
