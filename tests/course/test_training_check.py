"""Our own runs do what the training check is about, at every draw."""

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.course import catalogue
from autograder.course.course import Course
from tests.course.test_content import ROOT
from tests.hidden.gradients import draws as surface
from tests.hidden.training import draws as network

SEEDS = range(8)


def reference(name):
    """Give an assignment's right functions."""
    return catalogue.load_reference(Course.find(ROOT).assignment(name))


@pytest.mark.parametrize("seed", SEEDS)
def test_cross_entropy_leaves_the_corner_and_mse_does_not(seed):
    """On the lecture's surface one loss arrives and the other stands still."""
    rng = np.random.default_rng(seed)
    starts, lr, right = (
        surface.corner_starts(rng),
        surface.learning_rate(rng),
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
    starts, lr = surface.healthy_starts(rng), surface.learning_rate(rng)
    path = surface.descend(reference("gradients").mse_grad_logits, starts, lr)

    assert (surface.p_true(path)[-1] >= 0.9).all()


@pytest.mark.parametrize("draw", range(network.DRAWS))
def test_cross_entropy_recovers_on_the_digits_and_mse_does_not(draw):
    """From a bad start: at least 85 % with cross-entropy, at most 20 % with MSE."""
    right, (X, labels) = reference("training"), network.digits()
    start = network.biased(*network.digits_start(draw))
    good, bad = (
        network.our_run(right, draw, loss, bad=True, how=network.FROM_BAD)[0]
        for loss in ("ce", "mse")
    )

    assert network.our_accuracy(right, good, X, labels) >= 0.85
    assert network.our_loss(right, good, X, labels, "ce") <= 0.6
    assert network.our_accuracy(right, bad, X, labels) <= 0.2
    assert network.moved(bad, start) <= 0.05


@pytest.mark.parametrize("draw", range(network.DRAWS))
def test_mse_learns_the_digits_from_a_healthy_start(draw):
    """A hundred steps read eighty of a hundred digits."""
    right, how = reference("training"), network.FROM_HEALTHY
    found, _ = network.our_run(right, draw, "mse", bad=False, how=how)

    assert network.our_accuracy(right, found, *network.digits()) >= 0.8


def test_our_long_runs_are_made_once_and_stay_as_they_were():
    """What a hidden test does to our run is not seen by the next submission."""
    right, calls = reference("training"), []

    def train(*args):
        calls.append(args)
        return right.train(*args)

    counted = SimpleNamespace(train=train)
    params, losses = network.our_run(counted, 1, "ce", bad=True, how=(1.0, 2))
    kept = {key: value.copy() for key, value in params.items()}, list(losses)
    params["W"] *= 0.0
    losses.clear()
    again = network.our_run(counted, 1, "ce", bad=True, how=(1.0, 2))
    other = network.our_run(counted, 1, "ce", bad=False, how=(1.0, 2))

    assert len(calls) == 2
    assert kept[1] == again[1] != other[1]
    for key, value in kept[0].items():
        np.testing.assert_array_equal(again[0][key], value)


def test_every_long_run_is_drawn():
    """Which run a submission meets hangs on its generator, and may be any."""
    rngs = map(np.random.default_rng, range(100))

    assert set(range(network.DRAWS)) == {network.drawn(rng) for rng in rngs}


@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_right_gradient_is_asked_twice_along_our_path(loss):
    """Who has the right gradient walks our way; a wrong one is followed by steps."""
    rng = np.random.default_rng(0)
    right, lr = getattr(reference("gradients"), f"{loss}_grad_logits"), 1.5
    ours = surface.descend(right, surface.corner_starts(rng), lr)
    asked = []

    def gradient(scale):
        def ask(logits, targets):
            asked.append(len(logits))
            return scale * right(logits, targets)

        return ask

    same = surface.descend_like(ours, gradient(1.0), right, lr)
    longer = surface.descend_like(ours, gradient(1.0 + 1e-6), right, lr)

    np.testing.assert_allclose(same, ours, rtol=1e-15)
    wrong = surface.descend(gradient(1.0 + 1e-6), ours[0], lr)
    np.testing.assert_array_equal(longer, wrong)
    assert asked == [4, 160, 4] + [4] * 80


def test_gradient_that_goes_wrong_on_the_way_is_followed():
    """The first step alone does not tell: behind the corner this one is too long."""
    right = reference("gradients").cross_entropy_grad_logits
    ours = surface.descend(right, surface.corner_starts(np.random.default_rng(0)), 1.5)

    def gradient(logits, targets):
        behind = logits[:, :1] > logits[:, 1:2]
        return np.where(behind, 2.0, 1.0) * right(logits, targets)

    path = surface.descend_like(ours, gradient, right, 1.5)

    np.testing.assert_array_equal(path, surface.descend(gradient, ours[0], 1.5))
    assert (surface.moved(path) > surface.moved(ours)).all()


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
