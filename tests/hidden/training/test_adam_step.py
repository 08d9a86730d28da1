"""adam_step: the bonus, with a state that may be any object."""

import numpy as np
import pytest

from autograder.checks import (
    as_array,
    assert_leaves_arguments_alone,
    assert_tuple,
    assert_values,
    weight,
)

from .draws import KEYS, assert_params, gradient_on_surface, network


@weight(2)
def test_values_of_the_first_step(student, reference, rng):
    """The first step, without a state, is right."""
    params, grads = network(rng, 5, 4, 3), network(rng, 5, 4, 3)
    found, _ = _step(student, params, grads, None, 0.1)
    assert_params(found, reference.adam_step(params, grads, None, 0.1)[0])


@weight(4)
def test_values_of_later_steps(student, reference, rng):
    """Later steps remember the earlier gradients rightly."""
    _assert_same_run(student, reference, rng, steps=7, lr=0.05)


@weight(1)
@pytest.mark.parametrize(
    "settings",
    [{"beta1": 0.5}, {"beta2": 0.7}, {"eps": 0.1}, {"beta1": 0, "beta2": 0.5}],
    ids=["beta1", "beta2", "eps", "no_momentum"],
)
def test_settings(student, reference, rng, settings):
    """The settings beta1, beta2 and eps are used as they are given by name."""
    _assert_same_run(student, reference, rng, steps=4, lr=0.05, **settings)


def test_two_runs_take_turns(student, reference, rng):
    """Two runs that take turns do not disturb each other."""
    runs = [(network(rng, 5, 4, 3), None, None) for _ in range(2)]
    for turn in range(6):
        params, state, our_state = runs[turn % 2]
        grads = network(rng, 5, 4, 3)
        found, state = _step(student, params, grads, state, 0.1)
        expected, our_state = reference.adam_step(params, grads, our_state, 0.1)
        assert_params(found, expected)
        runs[turn % 2] = (expected, state, our_state)


def test_zero_and_tiny_gradients(student, reference, rng):
    """A gradient of zero moves nothing and gives no nan, a tiny one moves little."""
    params = network(rng, 5, 4, 3)
    grads = {key: np.zeros_like(part) for key, part in params.items()}
    grads["b"] = np.full(4, 1e-9)
    found, _ = _step(student, params, grads, None, 0.1)
    assert_params(found, reference.adam_step(params, grads, None, 0.1)[0])


def test_keys_in_any_order(student, reference, rng):
    """Gradients belong to parameters by key, and integers are not rounded."""
    params = {k: np.rint(9 * v).astype(int) for k, v in network(rng, 3, 3, 3).items()}
    grads = network(rng, 3, 3, 3)
    turned = {key: grads[key] for key in reversed(KEYS)}
    found, _ = _step(student, params, turned, None, 0.1)
    assert_params(found, reference.adam_step(params, grads, None, 0.1)[0])


def test_arguments_stay_as_they_are(student, rng):
    """The old parameters and the gradients are the same after the step."""
    params, grads = network(rng, 5, 4, 3), network(rng, 5, 4, 3)
    assert_leaves_arguments_alone(student.adam_step, params, grads, None, 0.1)


@weight(2)
def test_adam_leaves_the_plateau(student, reference, rng, record):
    """From the lecture's corner Adam gets the mean square error unstuck."""
    grad = gradient_on_surface(reference, "mse")
    corner = [rng.uniform(-10, -8), rng.uniform(8, 10), -1000.0]
    yours = _p_true(lambda *step: _step(student, *step), grad, corner, reference)
    ours = _p_true(reference.adam_step, grad, corner, reference)
    steps = np.arange(len(ours))
    record.lines(
        "Adam on MSE from the corner",
        xlabel="step",
        ylabel="probability of the true class",
        yours={"MSE": (steps, yours)},
        expected={"MSE": (steps, ours)},
    )
    why = "" if yours[-1] > 0.5 else " (the true class is not reached)"
    what = f"the true class's probability{why}"
    assert_values(yours, ours, rtol=1e-6, atol=1e-6, what=what)


def _step(student, params, grads, state, lr, **settings):
    """Step once; the state stays in the worker."""
    value = student.adam_step.keeping(1)(params, grads, state, lr, **settings)
    parts = assert_tuple(value, 2)
    return parts[0], parts[1]


def _assert_same_run(student, reference, rng, *, steps, lr, **settings):
    params, state, our_state = network(rng, 5, 4, 3), None, None
    for count in range(steps):
        grads = network(rng, 5, 4, 3)
        # Gradients shrink, so that averages over all steps are told from others.
        grads = {key: part / (1 + count) for key, part in grads.items()}
        found, state = _step(student, params, grads, state, lr, **settings)
        expected = reference.adam_step(params, grads, our_state, lr, **settings)
        params, our_state = expected
        assert_params(found, params)


def _p_true(step, grad, corner, reference):
    """Walk by Adam with the logits as output bias; give p of the true class."""
    shapes = {"W": (2, 1), "b": (2,), "Wp": (3, 2)}
    params = {key: np.zeros(shape) for key, shape in shapes.items()}
    still = dict(params)
    params, state, line = {**params, "bp": np.array(corner)}, None, []
    for _ in range(25):
        line.append(reference.softmax(params["bp"])[0])
        params, state = step(params, {**still, "bp": grad(params["bp"])}, state, 1.0)
        logits = as_array(params["bp"], (3,), what="`bp`").astype(float)
        params = {"bp": logits, **still}
    return np.array(line)
