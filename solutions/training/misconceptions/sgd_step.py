"""Known wrong answers to `sgd_step`."""

import numpy as np


def changes_the_old_dict(params, grads, lr):
    """A step changes the parameters.

    Hint: The old dict should be the same afterwards: print it before and after.
    """
    for key in params:
        params[key] = params[key] - lr * grads[key]
    return params


def shallow_copy(params, grads, lr):
    """A copied dict has copied arrays.

    Hint: dict.copy copies the names, not the arrays; -= writes into the array.
    """
    new = params.copy()
    for key in new:
        new[key] -= lr * grads[key]
    return new


def uphill(params, grads, lr):
    """The step follows the gradient.

    Hint: The gradient points to where the loss grows.
    """
    return {key: params[key] + lr * grads[key] for key in params}


def forgets_the_learning_rate(params, grads, lr):
    """A step is a whole gradient long.

    Hint: Try lr = 0. Should anything move?
    """
    return {key: params[key] - grads[key] for key in params}


def returns_the_step(params, grads, lr):
    """The result is what is taken away.

    Hint: What are the parameters after the step?
    """
    return {key: lr * grads[key] for key in params}


def only_the_weights(params, grads, lr):
    """Biases are not trained.

    Hint: Compare all four arrays before and after the step.
    """
    new = dict(params)
    for key in ("W", "Wp"):
        new[key] = params[key] - lr * grads[key]
    return new


def pairs_by_position(params, grads, lr):
    """The first gradient belongs to the first parameter.

    Hint: Dicts are matched by their keys; the order of the keys may differ.
    """
    pairs = zip(params.items(), grads.values(), strict=True)
    return {key: value - lr * grad for (key, value), grad in pairs}


def integers_stay_integers(params, grads, lr):
    """A copy has the type of the original.

    Hint: What becomes of 0.3 in an array of integers?
    """
    new = {key: np.array(value) for key, value in params.items()}
    for key, value in new.items():
        value[...] = value - lr * grads[key]
    return new


def gradient_of_length_one(params, grads, lr):
    """Only the direction of the gradient counts.

    Hint: A gradient twice as long makes a step twice as long.
    """
    length = np.sqrt(sum(np.sum(grad**2) for grad in grads.values()))
    return {key: params[key] - lr * grads[key] / length for key in params}


def caps_the_learning_rate(params, grads, lr):
    """No learning rate above one half.

    Hint: The learning rate is used as it is given, also a large one.
    """
    return {key: params[key] - min(lr, 0.5) * grads[key] for key in params}


def fills_the_same_arrays(params, grads, lr):
    """The old parameters are not needed any more.

    Hint: Your second step writes over the result of the first.
    """
    kept = fills_the_same_arrays.__dict__
    for key in params:
        value = params[key] - lr * grads[key]
        if np.shape(kept.get(key)) != value.shape:
            kept[key] = np.zeros(value.shape)
        kept[key][...] = value
    return {key: kept[key] for key in params}


def clips_the_gradients(params, grads, lr):
    """A gradient beyond 5 has exploded.

    Hint: You cut entries of the gradient that are larger than 5. They are used as they
    are given.
    """
    return {key: params[key] - lr * np.clip(grads[key], -5, 5) for key in params}
