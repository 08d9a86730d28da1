"""train: gradient descent on all examples, judged by our loss of what it returns."""

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
    FROM_HEALTHY,
    LOSSES,
    assert_params,
    assert_same_way,
    biased,
    digits,
    digits_start,
    drawn,
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
    """Five steps give the right parameters and the losses before each of them."""
    params, X, labels = problem(rng)
    lr = float(rng.uniform(0.3, 1.5))
    found, history = trained(student.train(params, X, labels, loss, lr, 5), params, 5)
    expected, losses = reference.train(params, X, labels, loss, lr, 5)
    # Sums in another order differ by 1e-16, which five steps hardly enlarge.
    assert_params(found, expected)
    assert_values(history, losses, what="the history")


@weight(1.5)
@pytest.mark.parametrize("loss", LOSSES)
def test_learning_rate_is_used_as_given(student, reference, rng, loss):
    """A learning rate far too large makes the loss rise, as it should."""
    arguments, (expected, losses) = _rising(reference, rng, loss)
    found, history = trained(student.train(*arguments), arguments[0], 12)
    assert_close_to_run(history, losses, rtol=1e-6, what="the history")
    assert_params(found, expected, rtol=1e-6, atol=1e-6)


@weight(2)
@pytest.mark.parametrize("loss", LOSSES)
def test_history_is_the_loss_of_the_returned_params(student, reference, rng, loss):
    """From a bad start, the history is the loss of the parameters at every point."""
    draw, data = drawn(rng), digits()
    start = biased(*digits_start(draw))
    middle, first = trained(student.train(start, *data, loss, 1.0, 20), start, 20)
    found, second = trained(student.train(middle, *data, loss, 1.0, 20), start, 20)
    expected, losses = our_run(reference, draw, loss, bad=True, how=(1.0, 40))
    halfway = our_loss(reference, middle, *data, loss)
    fell = second[-1] / first[0]
    odd = fell >= 0.5 if loss == "ce" else abs(fell - 1) >= 1e-3
    why = f" (the loss fell to {fell:.0%} of the first one)" if odd else ""
    assert_close_to_run(
        [*first, *second, halfway],
        [*losses, losses[20]],
        rtol=1e-6,
        what=f"the history and the loss of the returned params{why}",
    )
    assert_same_way(found, expected, start)


@weight(2)
def test_mse_learns_from_a_healthy_start(student, reference, rng, record):
    """From a healthy start the mean square error learns to read the digits."""
    (X, labels), draw, (lr, steps) = digits(), drawn(rng), FROM_HEALTHY
    start, _, _ = digits_start(draw)

    def some_steps(params, count):
        return student.train(params, X, labels, "mse", lr, count)

    params, history = trained_on(some_steps, start, steps)
    expected, losses = our_run(reference, draw, "mse", bad=False, how=FROM_HEALTHY)
    _show(record, "MSE from a healthy start", history, losses)
    right = our_accuracy(reference, params, X, labels)
    why = "" if right >= 0.8 else f" (the network gets {right:.0%} right)"
    ends = [our_loss(reference, each, X, labels, "mse") for each in (params, expected)]
    what = f"the history and the loss at the end{why}"
    assert_close_to_run([*history, ends[0]], [*losses, ends[1]], rtol=1e-6, what=what)


@weight(0.5)
@pytest.mark.parametrize("loss", LOSSES)
def test_no_steps(student, rng, loss):
    """No steps give the start itself and an empty history."""
    params, X, labels = problem(rng)
    found, _ = trained(student.train(params, X, labels, loss, 0.5, 0), params, 0)
    assert_params(found, params)


@pytest.mark.parametrize("loss", ["CE", "cross_entropy", "", "l1"])
@weight(0.25)
def test_another_loss(student, rng, loss):
    """A loss that is neither "ce" nor "mse" raises ValueError."""
    params, X, labels = problem(rng)
    assert_raises(student.train, params, X, labels, loss, 0.5, 3, allowed=(ValueError,))


def test_lists_and_integers(student, reference, rng):
    """Inputs and labels may be lists, parameters integers."""
    params, X, labels = problem(rng)
    params = {key: np.rint(2 * part).astype(int) for key, part in params.items()}
    X = np.rint(2 * X).astype(int).tolist()
    value = student.train(params, X, labels.tolist(), "ce", 0.3, 4)
    found, history = trained(value, params, 4)
    expected, losses = reference.train(params, X, labels, "ce", 0.3, 4)
    assert_params(found, expected)
    assert_values(history, losses, what="the history")


def test_steep_start(student, reference, rng):
    """A steep gradient is followed at its whole length."""
    params, X, labels = problem(rng)
    params["Wp"] *= 300
    found, _ = trained(student.train(params, X, labels, "ce", 0.01, 2), params, 2)
    assert_params(found, reference.train(params, X, labels, "ce", 0.01, 2)[0])


def test_nearly_certain_start(student, reference, rng):
    """A network that gets every example right, and is nearly sure, is trained on."""
    params, X, labels = problem(rng)
    params, labels = biased(params, 1, 12.0), np.ones_like(labels)
    found, _ = trained(student.train(params, X, labels, "ce", 1.0, 3), params, 3)
    assert_params(found, reference.train(params, X, labels, "ce", 1.0, 3)[0])


def test_class_without_examples(student, reference, rng):
    """A class that no label names is still one of the network's outputs."""
    params, X, labels = problem(rng)
    labels = labels % (len(params["bp"]) - 1)
    found, _ = trained(student.train(params, X, labels, "mse", 0.5, 3), params, 3)
    assert_params(found, reference.train(params, X, labels, "mse", 0.5, 3)[0])


@pytest.mark.parametrize("loss", LOSSES)
def test_arguments_stay_as_they_are(student, rng, loss):
    """The start, the inputs and the labels are the same after training."""
    params, X, labels = problem(rng)
    assert_leaves_arguments_alone(student.train, params, X, labels, loss, 0.5, 3)


def test_runs_are_independent(student, reference, rng):
    """A second run is not disturbed by the first, on the same examples neither."""
    one, other = problem(rng), problem(rng)
    for loss, (params, X, labels) in (("ce", one), ("mse", other), ("ce", one)):
        value = student.train(params, X, labels, loss, 0.5, 3)
        found, history = trained(value, params, 3)
        expected, losses = reference.train(params, X, labels, loss, 0.5, 3)
        assert_params(found, expected)
        assert_values(history, losses, what="the history")


def _rising(reference, rng, loss, lr=30.0):
    """Draw a problem on which our own loss rises, and give our run of it."""
    for _ in range(50):
        arguments = (*problem(rng), loss, lr, 12)
        ours = reference.train(*arguments)
        if max(ours[1]) > 1.1 * ours[1][0]:
            break
    return arguments, ours


def _show(record, title, history, losses):
    steps = np.arange(len(history))
    record.lines(
        title,
        xlabel="step",
        ylabel="loss",
        yours={"loss": (steps, history)},
        expected={"loss": (steps, losses)},
    )
