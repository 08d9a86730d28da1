"""The answers of assignment 4: a small network, trained with both losses."""
# ruff: noqa: PLR0913, PLR0917 - the signatures are the course's

import matplotlib.pyplot as plt
import numpy as np

from solutions.gradients.reference import (
    cross_entropy_grad_logits,
    mse_grad_logits,
    numerical_gradient,  # noqa: F401 - given to the notebook, whose cells call it
)
from solutions.losses.reference import cross_entropy_logits, mse_loss
from solutions.one_hot.reference import one_hot, sigmoid, softmax


def forward(params, X):
    """Compute the logits of a network with one hidden layer of sigmoids.

    Args:
        params: dict of arrays `W` (h, d), `b` (h,), `Wp` (k, h) and `bp` (k,).
        X: (n, d) inputs, one example a row; a list of lists will do.

    Returns:
        `(logits, cache)`: logits (n, k) as floats, and whatever you want to hand
        to `backward`; the cache may be any object.

    n = 0 gives logits of shape (0, k). No nan appears while the sums inside the
    sigmoid lie between -1e4 and 1e4. The arguments stay as they are.
    """
    X = np.asarray(X, dtype=float)
    hidden = sigmoid(X @ params["W"].T + params["b"])
    logits = hidden @ params["Wp"].T + params["bp"]
    return logits, (X, hidden)


def backward(params, cache, dlogits):
    """Compute the gradients of the loss by all four arrays of the network.

    Args:
        params: the dict that `forward` got.
        cache: what that call of `forward` returned beside the logits. The same
            cache may be used twice, and after other calls of `forward`.
        dlogits: (n, k) gradient of the loss by the logits. It may be any numbers
            and already contains the 1/n of the mean.

    Returns:
        A new dict with the keys `W`, `b`, `Wp`, `bp`, each gradient of the shape
        of its parameter. The arguments and the cache stay as they are.
    """
    X, hidden = cache
    dsums = (dlogits @ params["Wp"]) * hidden * (1 - hidden)
    return {
        "W": dsums.T @ X,
        "b": dsums.sum(axis=0),
        "Wp": dlogits.T @ hidden,
        "bp": dlogits.sum(axis=0),
    }


def sgd_step(params, grads, lr):
    """Take one step of gradient descent.

    Args:
        params: dict of arrays, floats or integers.
        grads: dict with the same keys, in any order, and the same shapes.
        lr: the learning rate.

    Returns:
        A new dict of new float arrays with the keys of params. `params` and
        `grads` stay as they are.
    """
    return {key: params[key] - lr * grads[key] for key in params}


def predict(logits):
    """Name the class of each row of logits (n, k) as n integers from 0 to k-1.

    Lists of lists and integers are accepted. No row has its largest value twice.
    """
    return np.argmax(logits, axis=1)


def accuracy(logits, labels):
    """Give the fraction of rows whose predicted class is the label.

    Args:
        logits: (n, k), n at least 1; a list of lists will do.
        labels: (n,) integer classes; a list or an array of small integers will do.

    Returns:
        One number from 0 to 1.
    """
    return float(np.mean(predict(logits) == np.asarray(labels)))


def train(params, X, labels, loss, lr, steps):
    """Train by gradient descent on all examples at once.

    Args:
        params: the start, as for `forward`; left as it is.
        X: (n, d) inputs; a list of lists will do.
        labels: (n,) integer classes; a list will do.
        loss: "ce" for cross-entropy, "mse" for mean square error.
        lr: the learning rate.
        steps: how many updates to make, 0 or more.

    Returns:
        `(params, history)`: the parameters after the last update, and `steps`
        losses, `history[t]` being the loss just before update t (counted from 0).

    Raises:
        ValueError: if `loss` is neither "ce" nor "mse".
    """
    if loss not in ("ce", "mse"):
        raise ValueError(f"loss is {loss!r}; it should be 'ce' or 'mse'")
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            value = cross_entropy_logits(logits, labels)
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            value = mse_loss(softmax(logits), targets)
            dlogits = mse_grad_logits(logits, targets)
        history.append(float(value))
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def descend(grad, start, lr, steps):
    """Walk downhill over three logits and write down every point.

    Args:
        grad: a function; `grad(y)` of logits y (3,) gives the gradient (3,) there.
        start: (3,) the first point; a list or integers will do.
        lr: the learning rate.
        steps: how many steps to take, 0 or more.

    Returns:
        The path (steps + 1, 3) as floats: row 0 is the start, row t the point
        after t steps. `start` stays as it is.
    """
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - lr * grad(path[-1]))
    return np.array(path)


def plot_loss_surfaces(start, lr, steps):
    """Draw both loss surfaces, the path of `descend` on each, and what it reaches.

    There are three logits and the true class is the first (index 0).

    Args:
        start: (3,) where both paths begin; its last entry is -1000.
        lr: the learning rate of both.
        steps: the number of steps of both.

    Returns:
        `(x, lines)`: x (steps + 1,) counts 0, 1, ..., steps; lines is the dict
        {"cross-entropy": p, "MSE": p}, each p (steps + 1,) the probability of the
        true class at every point of that path.

    Draws three axes, each with an x label and a y label:
        1. contours of cross-entropy over y1 and y2 from -10 to 10 at y3 = -1000,
           and a line labelled "path on cross-entropy": y2 of the path against y1;
        2. the same for the mean square error, its line labelled "path on MSE";
        3. the returned lines against x, labelled "cross-entropy" and "MSE".
    """
    target = np.array([[1.0, 0.0, 0.0]])
    side = np.linspace(-10, 10, 81)
    y1, y2 = np.meshgrid(side, side)
    probs = softmax(np.stack([y1, y2, np.full_like(y1, -1000.0)], axis=-1))
    surfaces = {
        "cross-entropy": -np.log(probs[..., 0]),
        "MSE": ((target - probs) ** 2).sum(axis=-1),
    }
    gradients = {"cross-entropy": cross_entropy_grad_logits, "MSE": mse_grad_logits}
    styles = {"cross-entropy": ("-", "#D55E00"), "MSE": ("--", "#0072B2")}
    figure, axes = plt.subplots(1, 3, figsize=(14, 4.2), layout="constrained")
    x, lines = np.arange(steps + 1), {}
    for ax, (name, surface) in zip(axes, surfaces.items(), strict=False):
        gradient = gradients[name]
        path = descend(lambda y, g=gradient: g(y[None], target)[0], start, lr, steps)
        path = np.asarray(path)
        lines[name] = softmax(path)[:, 0]
        figure.colorbar(ax.contourf(y1, y2, surface, 20, cmap="Greys"), label="loss")
        style, colour = styles[name]
        ax.plot(*path.T[:2], color=colour, lw=3, label=f"path on {name}")
        ax.plot(*path[0, :2], "o", color=colour, ms=9, mec="white")
        ax.plot(*path[-1, :2], "*", color=colour, ms=18, mec="white")
        ax.set(title=f"Loss surface: {name}", xlabel="logit y1", ylabel="logit y2")
        ax.legend(loc="lower left")
        axes[2].plot(x, lines[name], style, lw=2.5, color=colour, label=name)
    axes[2].set(title="What the two paths reach", ylim=(-0.03, 1.03))
    axes[2].set(xlabel="step", ylabel="probability of the true class")
    axes[2].legend(loc="center right")
    return x, lines


def train_from_bad_start(params, X, labels, wrong_class, bias, loss, lr, steps):
    """Train a network that begins by being sure of a wrong class.

    Args:
        params: a start as for `train`; left as it is, arrays included.
        X: (n, d) inputs.
        labels: (n,) integer classes.
        wrong_class: the class, 0 to k-1, that the network shall be sure of.
        bias: what is added to the output bias `bp` of that one class, in a copy
            and once, before training.
        loss: "ce" or "mse".
        lr: the learning rate.
        steps: how many updates to make, 0 or more.

    Returns:
        `(params, history)` as `train` gives them from the changed start.

    Raises:
        ValueError: if `loss` is neither "ce" nor "mse".
    """
    bad = dict(params)
    bad["bp"] = np.array(params["bp"], dtype=float)
    bad["bp"][wrong_class] += bias
    return train(bad, X, labels, loss, lr, steps)


def plot_digits_curves(params, X, labels, wrong_class, bias, lr, steps):
    """Draw how the loss falls from a bad start, for cross-entropy and for MSE.

    Args:
        params: a start as for `train_from_bad_start`; left as it is.
        X: (n, d) inputs.
        labels: (n,) integer classes.
        wrong_class: the class that the network begins by being sure of.
        bias: how sure.
        lr: the learning rate of both runs.
        steps: the number of updates of both runs, at least 1.

    Returns:
        `(x, lines)`: x (steps,) counts 0, 1, ..., steps - 1; lines is the dict
        {"cross-entropy": y, "MSE": y}, each y (steps,) the history of that run
        divided by its own first value, so that both begin at 1.

    Draws the two lines against x, labelled "cross-entropy" and "MSE", on one axes
    with an x label and a y label.
    """
    _, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    x = np.arange(steps)
    lines = {}
    runs = {"cross-entropy": ("ce", "#D55E00", "-"), "MSE": ("mse", "#0072B2", "--")}
    reached = []
    for name, (loss, colour, style) in runs.items():
        trained, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
        axes.plot(x, lines[name], style, lw=2.5, color=colour, label=name)
        right = accuracy(forward(trained, X)[0], labels)
        reached.append(f"{right:.0%} with {name}")
    axes.set(xlabel="step", ylabel="loss / loss at step 0", ylim=(-0.03, 1.1))
    axes.set_title(f"Digits right after {steps} steps: " + ", ".join(reached))
    axes.legend(loc="center right")
    return x, lines


def adam_step(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Take one step of Adam (Kingma and Ba, 2015, algorithm 1).

    Args:
        params: dict of arrays, floats or integers; left as it is.
        grads: dict with the same keys, in any order, and shapes; left as it is.
        state: None at the first step, later what the step before returned.
        lr: the learning rate.
        beta1: how much of the mean gradient is kept from step to step.
        beta2: the same for the mean squared gradient.
        eps: added to the root, not under it.

    Returns:
        `(params, state)`: a new dict of new float arrays, and all that the next
        step must remember, in any object you like. Several runs may take turns,
        so remember nothing anywhere else. The step size is corrected for
        averages that begin at zero, as the paper does.
    """
    count, means, squares = (0, {}, {}) if state is None else state
    count = count + 1
    new_params, new_means, new_squares = {}, {}, {}
    for key in params:
        grad = np.asarray(grads[key], dtype=float)
        mean = beta1 * means.get(key, 0.0) + (1 - beta1) * grad
        square = beta2 * squares.get(key, 0.0) + (1 - beta2) * grad**2
        root = np.sqrt(square / (1 - beta2**count))
        new_params[key] = params[key] - lr * mean / (1 - beta1**count) / (root + eps)
        new_means[key], new_squares[key] = mean, square
    return new_params, (count, new_means, new_squares)
