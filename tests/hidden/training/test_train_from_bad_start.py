"""train_from_bad_start: cross-entropy recovers where the mean square error stalls."""

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.checks import (
    assert_close_to_run,
    assert_leaves_arguments_alone,
    assert_raises,
    assert_values,
    weight,
)

from .draws import (
    FROM_BAD,
    LOSSES,
    assert_params,
    assert_same_way,
    biased,
    digits,
    digits_start,
    drawn,
    moved,
    our_accuracy,
    our_loss,
    our_run,
    problem,
    trained,
    trained_on,
)


@weight(4)
@pytest.mark.parametrize("loss", LOSSES)
def test_values(student, reference, rng, loss):
    """A few steps from a mildly bad start give the right parameters and losses."""
    params, X, labels = problem(rng)
    wrong, bias = int(rng.integers(len(params["bp"]))), float(rng.uniform(1, 3))
    lr = float(rng.uniform(0.3, 1.0))
    arguments = (params, X, labels, wrong, bias, loss, lr, 5)
    found, history = trained(student.train_from_bad_start(*arguments), params, 5)
    expected, losses = reference.train_from_bad_start(*arguments)
    assert_params(found, expected)
    assert_values(history, losses, what="the history")


@weight(3)
def test_cross_entropy_recovers(student, reference, rng, record):
    """With cross-entropy the network unlearns its mistake and reads the digits."""
    run = _from_bad_start(student, reference, rng, record, "ce")
    well = run.right >= 0.85 and run.end <= 0.6
    _assert_as_ours(run, "" if well else " (the network did not recover)")


@weight(3)
def test_mse_stalls(student, reference, rng, record):
    """With the mean square error the network stays where it began."""
    run = _from_bad_start(student, reference, rng, record, "mse")
    left = run.right > 0.2 or moved(run.found, run.start) > 0.05
    _assert_as_ours(run, " (the network did not stall)" if left else "")


@pytest.mark.parametrize("which", [0, -1])
def test_first_and_last_class(student, rng, which):
    """The bias is added to the class asked for, the first or the last, and no other."""
    params, X, labels = problem(rng)
    wrong = range(len(params["bp"]))[which]
    arguments = (params, X, labels, wrong, 15.5, "ce", 1.0, 0)
    found, _ = trained(student.train_from_bad_start(*arguments), params, 0)
    assert_params(found, biased(params, wrong, 15.5))


def test_integer_parameters(student, reference, rng):
    """A bias of 15.5 on integer parameters is not rounded."""
    params, X, labels = problem(rng)
    params = {key: np.rint(2 * part).astype(int) for key, part in params.items()}
    arguments = (params, X, labels, 1, 15.5, "ce", 0.5, 3)
    found, history = trained(student.train_from_bad_start(*arguments), params, 3)
    expected, losses = reference.train_from_bad_start(*arguments)
    assert_params(found, expected)
    assert_values(history, losses, what="the history")


@weight(0.5)
@pytest.mark.parametrize("loss", ["CE", "nll"])
def test_another_loss(student, rng, loss):
    """A loss that is neither "ce" nor "mse" raises ValueError."""
    arguments = (*problem(rng), 1, 15.0, loss, 0.5, 3)
    assert_raises(student.train_from_bad_start, *arguments, allowed=(ValueError,))


@weight(1.5)
@pytest.mark.parametrize("loss", LOSSES)
def test_arguments_stay_as_they_are(student, rng, loss):
    """The bias goes into a copy: the start is the same after training."""
    arguments = (*problem(rng), 1, 15.0, loss, 0.5, 3)
    assert_leaves_arguments_alone(student.train_from_bad_start, *arguments)


def test_runs_are_independent(student, reference, rng):
    """A second run begins afresh, without the bias of the first."""
    params, X, labels = problem(rng)
    for wrong in (0, 1):
        arguments = (params, X, labels, wrong, 4.0, "ce", 0.5, 2)
        found, _ = trained(student.train_from_bad_start(*arguments), params, 2)
        assert_params(found, reference.train_from_bad_start(*arguments)[0])


def _from_bad_start(student, reference, rng, record, loss):
    """Train on the digits, the student's way and ours, and show both."""
    (X, labels), draw, (lr, steps) = digits(), drawn(rng), FROM_BAD
    params, wrong, bias = digits_start(draw)

    def some_steps(now, count):
        more = bias if now is params else 0.0
        return student.train_from_bad_start(
            now, X, labels, wrong, more, loss, lr, count
        )

    found, history = trained_on(some_steps, params, steps)
    expected, losses = our_run(reference, draw, loss, bad=True, how=FROM_BAD)
    _show(record, loss, history, losses)
    end, our_end = (
        our_loss(reference, each, X, labels, loss) for each in (found, expected)
    )
    return SimpleNamespace(
        start=biased(params, wrong, bias),
        found=found,
        expected=expected,
        losses=[*history, end],
        our_losses=[*losses, our_end],
        end=end,
        right=our_accuracy(reference, found, X, labels),
    )


def _assert_as_ours(run, why):
    """Check every loss and how far the parameters moved against our own run."""
    what = f"the history and the loss of the returned params{why}"
    assert_close_to_run(run.losses, run.our_losses, rtol=1e-6, what=what)
    assert_same_way(run.found, run.expected, run.start)


def _show(record, loss, history, losses):
    steps = np.arange(len(history))
    name = {"ce": "cross-entropy", "mse": "the mean square error"}[loss]
    record.lines(
        f"A bad start with {name}",
        xlabel="step",
        ylabel="loss",
        yours={"loss": (steps, history)},
        expected={"loss": (steps, losses)},
        log_y=loss == "ce",
    )
