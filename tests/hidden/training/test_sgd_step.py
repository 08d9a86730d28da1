"""sgd_step: new parameters, a learning rate's worth downhill."""

import numpy as np

from autograder.checks import (
    assert_fresh_results,
    assert_leaves_arguments_alone,
    weight,
)

from .draws import KEYS, assert_params, network


@weight(3)
def test_values(student, rng):
    """Every array moves by the learning rate times its gradient, downhill."""
    for most, size in ((3.0, 1.0), (3.0, 1.0), (60.0, 40.0)):
        lr, params = rng.uniform(most / 30, most), network(rng, 5, 4, 3)
        grads = {key: size * part for key, part in network(rng, 5, 4, 3).items()}
        found = student.sgd_step(params, grads, float(lr))
        assert_params(found, _expected(params, grads, lr))


def test_keys_in_any_order(student, rng):
    """Gradients belong to parameters by key, whatever their order."""
    params, grads = network(rng, 3, 3, 3), network(rng, 3, 3, 3)
    turned = {key: grads[key] for key in reversed(KEYS)}
    assert_params(student.sgd_step(params, turned, 0.3), _expected(params, grads, 0.3))


def test_integers(student, rng):
    """Integer parameters are not rounded."""
    params = {k: np.rint(9 * v).astype(int) for k, v in network(rng, 5, 4, 3).items()}
    grads = network(rng, 5, 4, 3)
    assert_params(student.sgd_step(params, grads, 0.3), _expected(params, grads, 0.3))


def test_arguments_stay_as_they_are(student, rng):
    """The old parameters and the gradients are the same after the step."""
    params, grads = network(rng, 5, 4, 3), network(rng, 5, 4, 3)
    assert_leaves_arguments_alone(student.sgd_step, params, grads, 0.3)


def test_first_result_survives_a_second_call(student, rng):
    """A second step does not change the result of the first."""
    first = (network(rng, 5, 4, 3), network(rng, 5, 4, 3), 0.3)
    second = (network(rng, 5, 4, 3), network(rng, 5, 4, 3), 0.1)
    assert_fresh_results(student.sgd_step, first, second)


def test_two_steps_add_up(student, rng):
    """Two steps with the same gradients are one step of twice the learning rate."""
    params, grads = network(rng, 5, 4, 3), network(rng, 5, 4, 3)
    once = student.sgd_step(params, grads, 0.5)
    assert_params(student.sgd_step(once, grads, 0.5), _expected(params, grads, 1.0))


def _expected(params, grads, lr):
    return {key: params[key] - lr * grads[key] for key in KEYS}
