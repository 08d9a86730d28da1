"""Our own runs do what the training check is about, at every draw."""

import numpy as np
import pytest

from autograder import catalogue
from autograder.course import Course
from tests.course.test_content import ROOT
from tests.hidden.gradients import draws as surface
from tests.hidden.training import draws as network

SEEDS = range(8)


def reference(name):
    """Give an assignment's right functions."""
    return catalogue.reference(Course.find(ROOT).assignment(name))


@pytest.mark.parametrize("seed", SEEDS)
def test_cross_entropy_leaves_the_corner_and_mse_does_not(seed):
    """On the lecture's surface one loss arrives and the other stands still."""
    rng = np.random.default_rng(seed)
    starts, lr, right = (
        surface.corner_starts(rng),
        rng.uniform(0.4, 0.6),
        reference("gradients"),
    )
    steep = surface.descend(right.cross_entropy_grad_logits, starts, lr)
    flat = surface.descend(right.mse_grad_logits, starts, lr)

    assert (surface.p_true(steep)[-1] >= 0.95).all()
    assert (surface.p_true(flat)[-1] <= 1e-5).all()
    assert (surface.moved(flat) <= 1e-2).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_mse_trains_from_healthy_starts(seed):
    """A plateau alone says nothing: elsewhere the same gradient trains."""
    rng = np.random.default_rng(seed)
    starts, lr = surface.healthy_starts(rng), rng.uniform(0.4, 0.6)
    path = surface.descend(reference("gradients").mse_grad_logits, starts, lr)

    assert (surface.p_true(path)[-1] >= 0.9).all()


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_cross_entropy_recovers_on_the_digits_and_mse_does_not(seed):
    """From a bad start: at least 85 % with cross-entropy, at most 20 % with MSE."""
    rng, right = np.random.default_rng(seed), reference("training")
    (X, labels), params = network.digits(), network.digits_network(rng)
    wrong, bias = int(rng.integers(10)), float(rng.uniform(14, 18))
    start = network.biased(params, wrong, bias)
    good, bad = (
        right.train(start, X, labels, loss, 1.0, 200)[0] for loss in ("ce", "mse")
    )

    assert network.our_accuracy(right, good, X, labels) >= 0.85
    assert network.our_loss(right, good, X, labels, "ce") <= 0.6
    assert network.our_accuracy(right, bad, X, labels) <= 0.2
    assert network.moved(bad, start) <= 0.05


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_mse_learns_the_digits_from_a_healthy_start(seed):
    """Four hundred steps read eighty of a hundred digits."""
    rng, right = np.random.default_rng(seed), reference("training")
    (X, labels), params = network.digits(), network.digits_network(rng)
    found, _ = right.train(params, X, labels, "mse", 1.0, 400)

    assert network.our_accuracy(right, found, X, labels) >= 0.8


@pytest.mark.parametrize("loss", network.LOSSES)
def test_loss_rises_at_a_learning_rate_of_30(loss):
    """So a `train` that tames its learning rate is told from an honest one."""
    right = reference("training")
    rises = 0
    for seed in SEEDS:
        params, X, labels = network.problem(np.random.default_rng(seed))
        losses = right.train(params, X, labels, loss, 30.0, 12)[1]
        rises += max(losses) > 1.1 * losses[0]

    assert rises >= len(SEEDS) / 4
