"""backward: the chain rule through both layers, from the student's own cache."""

import numpy as np
import pytest

from autograder.checks import (
    assert_fresh_results,
    assert_leaves_arguments_alone,
    assert_mapping,
    assert_values,
    weight,
)

from .draws import (
    KEYS,
    LOSSES,
    SIZES,
    assert_params,
    cache_of,
    complex_step,
    network,
    sizes,
)


@weight(2)
@pytest.mark.parametrize("key", KEYS)
def test_values(student, reference, rng, key):
    """The gradient is right for any dlogits, parameter by parameter."""
    for _ in range(2):
        params, X, dlogits = _draw(rng, *sizes(rng))
        expected = _expected(reference, params, X, dlogits)
        grads = student.backward(params, cache_of(student, params, X), dlogits)
        found = assert_mapping(grads, KEYS, what="the result")
        assert_values(found[key], expected[key], what=f"the gradient by `{key}`")


@weight(1.5)
@pytest.mark.parametrize("loss", LOSSES)
def test_derivative_of_the_loss(student, reference, rng, loss):
    """The gradient agrees with the derivative of cross-entropy and of MSE."""
    n, d, h, k = sizes(rng)
    params, X = network(rng, d, h, k), rng.normal(size=(n, d))
    targets = reference.one_hot(rng.integers(k, size=n), k)
    by_logits = {
        "ce": reference.cross_entropy_grad_logits,
        "mse": reference.mse_grad_logits,
    }[loss]
    dlogits = by_logits(reference.forward(params, X)[0], targets)
    grads = student.backward(params, cache_of(student, params, X), dlogits)
    assert_params(grads, complex_step(params, X, targets, loss), rtol=1e-8)


@weight(0.3)
@pytest.mark.parametrize("case", SIZES)
def test_sizes_that_coincide(student, reference, rng, case):
    """The gradients are right also when two of the sizes n, d, h, k are equal or 1."""
    params, X, dlogits = _draw(rng, *SIZES[case])
    grads = student.backward(params, cache_of(student, params, X), dlogits)
    assert_params(grads, _expected(reference, params, X, dlogits))


def test_one_cache_serves_twice(student, reference, rng):
    """The same cache gives right gradients for one dlogits after the other."""
    params, X, first = _draw(rng, *sizes(rng))
    second = rng.normal(size=first.shape)
    cache = cache_of(student, params, X)
    for dlogits in (first, second, first):
        grads = student.backward(params, cache, dlogits)
        assert_params(grads, _expected(reference, params, X, dlogits))


@weight(2)
def test_other_calls_in_between(student, reference, rng):
    """A cache keeps its worth when forward is called on something else later."""
    params, X, dlogits = _draw(rng, 6, 5, 4, 3)
    other, inputs, other_dlogits = _draw(rng, 6, 5, 4, 3)
    cache = cache_of(student, params, X)
    other_cache = cache_of(student, other, inputs)
    grads = student.backward(params, cache, dlogits)
    assert_params(grads, _expected(reference, params, X, dlogits))
    grads = student.backward(other, other_cache, other_dlogits)
    assert_params(grads, _expected(reference, other, inputs, other_dlogits))


@pytest.mark.parametrize("scale", [1e-9, 1e6])
def test_scale(student, reference, rng, scale):
    """Tiny and huge dlogits give gradients of their own size."""
    params, X, dlogits = _draw(rng, *sizes(rng))
    dlogits = dlogits * scale
    grads = student.backward(params, cache_of(student, params, X), dlogits)
    expected = _expected(reference, params, X, dlogits)
    assert_params(grads, expected, atol=1e-12 * scale)


def test_saturated_units_stay_finite(student, reference, rng):
    """Hidden units at exactly 0 or 1 give no nan."""
    params, X, dlogits = _draw(rng, 6, 5, 4, 3)
    params["b"] = np.array([5e3, -5e3, 800.0, -800.0])
    grads = student.backward(params, cache_of(student, params, X), dlogits)
    assert_params(grads, _expected(reference, params, X, dlogits))


def test_lists_and_integers(student, reference, rng):
    """The cache of a forward call with lists and integers serves as well."""
    params, X, dlogits = _draw(rng, 6, 5, 4, 3)
    params = {key: np.rint(2 * part).astype(int) for key, part in params.items()}
    X = np.rint(2 * X).astype(int).tolist()
    grads = student.backward(params, cache_of(student, params, X), dlogits)
    assert_params(grads, _expected(reference, params, X, dlogits))


def test_arguments_stay_as_they_are(student, rng):
    """The parameters and dlogits are the same after the call."""
    params, X, dlogits = _draw(rng, 6, 5, 4, 3)
    cache = cache_of(student, params, X)
    assert_leaves_arguments_alone(student.backward, params, cache, dlogits)


def test_first_result_survives_a_second_call(student, rng):
    """A second call does not change the gradients of the first."""
    params, X, dlogits = _draw(rng, 6, 5, 4, 3)
    cache = cache_of(student, params, X)
    calls = (params, cache, dlogits), (params, cache, 2 * dlogits)
    assert_fresh_results(student.backward, *calls)


def _draw(rng, n, d, h, k):
    return network(rng, d, h, k), rng.normal(size=(n, d)), rng.normal(size=(n, k))


def _expected(reference, params, X, dlogits):
    _, cache = reference.forward(params, X)
    return reference.backward(params, cache, dlogits)
