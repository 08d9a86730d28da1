"""Other right answers to `train`."""
# ruff: noqa: PLR0913, PLR0917 - the signatures are the course's

import copy

import numpy as np

from solutions.gradients.reference import cross_entropy_grad_logits, mse_grad_logits
from solutions.losses.reference import cross_entropy_logits, mse_loss
from solutions.one_hot.reference import one_hot, softmax
from solutions.training.reference import backward, forward, sgd_step


def losses_in_a_dict(params, X, labels, loss, lr, steps):
    """Loss and gradient looked up by name, targets made once."""
    targets = one_hot(labels, len(params["bp"]))
    known = {
        "ce": (lambda y: cross_entropy_logits(y, labels), cross_entropy_grad_logits),
        "mse": (lambda y: mse_loss(softmax(y), targets), mse_grad_logits),
    }
    if loss not in known:
        raise ValueError(loss)
    value, gradient = known[loss]
    history = np.zeros(steps)
    for t in range(steps):
        logits, cache = forward(params, X)
        history[t] = value(logits)
        params = sgd_step(
            params, backward(params, cache, gradient(logits, targets)), lr
        )
    return params, history


def copies_and_updates_in_place(params, X, labels, loss, lr, steps):
    """A deep float copy, changed in place; numpy scalars in the history."""
    if loss != "ce" and loss != "mse":  # noqa: PLR1714 - as a beginner writes it
        raise ValueError("unknown loss")
    params = {key: np.array(value, dtype=float) for key, value in params.items()}
    history = []
    t = 0
    while t < steps:
        logits, cache = forward(params, X)
        targets = one_hot(labels, params["bp"].size)
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            grads = backward(params, cache, cross_entropy_grad_logits(logits, targets))
        else:
            history.append(mse_loss(softmax(logits), targets))
            grads = backward(params, cache, mse_grad_logits(logits, targets))
        for key in params:
            params[key] -= lr * grads[key]
        t += 1
    return params, history


def everything_by_hand(params, X, labels, loss, lr, steps):
    """Nothing given is called; the network is written out."""
    if loss not in {"ce", "mse"}:
        raise ValueError("loss must be ce or mse")
    W, b, Wp, bp = (np.array(params[key], float) for key in ("W", "b", "Wp", "bp"))
    X, labels = np.array(X, dtype=float), np.array(labels)
    n, rows, history = len(X), np.arange(len(X)), []
    for _ in range(steps):
        hidden = 0.5 + 0.5 * np.tanh(0.5 * (X @ W.T + b))
        logits = hidden @ Wp.T + bp
        shifted = logits - logits.max(axis=1)[:, None]
        logs = shifted - np.log(np.exp(shifted).sum(axis=1))[:, None]
        probs = np.exp(logs)
        error = probs.copy()
        error[rows, labels] -= 1
        if loss == "ce":
            history.append(-logs[rows, labels].mean())
            dlogits = error / n
        else:
            rest = probs.copy()
            rest[rows, labels] = 0
            true_error = -rest.sum(axis=1)
            error[rows, labels] = true_error
            history.append((error**2).sum(axis=1).mean())
            inner = (error * probs).sum(axis=1)[:, None]
            dlogits = 2 * probs * (error - inner) / n
        back = dlogits @ Wp * hidden * (1 - hidden)
        Wp, bp = Wp - lr * dlogits.T @ hidden, bp - lr * dlogits.sum(0)
        W, b = W - lr * back.T @ X, b - lr * back.sum(0)
    return {"W": W, "b": b, "Wp": Wp, "bp": bp}, history


def example_by_example(params, X, labels, loss, lr, steps):
    """Gradients of single examples, added up."""
    gradients = {"ce": cross_entropy_grad_logits, "mse": mse_grad_logits}
    if loss not in gradients:
        raise ValueError
    history = []
    n, k = len(X), len(params["bp"])
    for _ in range(steps):
        total = dict.fromkeys(params, 0.0)
        value = 0.0
        for x, label in zip(X, labels, strict=True):
            logits, cache = forward(params, np.array([x]))
            target = one_hot([label], k)
            if loss == "ce":
                value += cross_entropy_logits(logits, [label]) / n
            else:
                value += mse_loss(softmax(logits), target) / n
            grads = backward(params, cache, gradients[loss](logits, target) / n)
            total = {key: total[key] + grads[key] for key in total}
        history.append(value)
        params = sgd_step(params, total, lr)
    return params, history


def appends_to_an_array(params, X, labels, loss, lr, steps):
    """A history that grows as an array; targets from the identity matrix."""
    if loss not in ("ce", "mse"):
        raise ValueError(f"{loss} is no loss of this course")
    params, history = copy.deepcopy(params), np.array([])
    for _ in range(int(steps)):
        logits, cache = forward(params, X)
        targets = np.eye(logits.shape[1])[np.array(labels)]
        if loss == "mse":
            value, dlogits = mse_loss(softmax(logits), targets), mse_grad_logits
        else:
            value = np.mean(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits
        history = np.append(history, value)
        params = sgd_step(params, backward(params, cache, dlogits(logits, targets)), lr)
    return params, history.tolist()
