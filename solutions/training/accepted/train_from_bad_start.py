"""Other right answers to `train_from_bad_start`."""
# ruff: noqa: PLR0913, PLR0917 - the signatures are the course's

import copy

import numpy as np

from solutions.gradients.reference import cross_entropy_grad_logits, mse_grad_logits
from solutions.losses.reference import cross_entropy_logits, mse_loss
from solutions.one_hot.reference import one_hot, softmax
from solutions.training.reference import backward, forward, sgd_step, train


def deep_copy(params, X, labels, wrong_class, bias, loss, lr, steps):
    """A deep copy with floats."""
    bad = copy.deepcopy(params)
    bad["bp"] = bad["bp"].astype(float)
    bad["bp"][wrong_class] = bad["bp"][wrong_class] + bias
    return train(bad, X, labels, loss, lr, steps)


def adds_a_one_hot_row(params, X, labels, wrong_class, bias, loss, lr, steps):
    """A scaled one-hot vector, added."""
    extra = bias * one_hot(wrong_class, len(params["bp"]))
    return train({**params, "bp": params["bp"] + extra}, X, labels, loss, lr, steps)


def chooses_by_position(params, X, labels, wrong_class, bias, loss, lr, steps):
    """np.where over the classes."""
    bp = params["bp"]
    bp = np.where(np.arange(bp.size) == wrong_class, bp + bias, bp)
    bad = {"W": params["W"], "b": params["b"], "Wp": params["Wp"], "bp": bp}
    return train(bad, X, labels, loss, lr, steps)


def through_a_list(params, X, labels, wrong_class, bias, loss, lr, steps):
    """The biases as a list of floats."""
    biases = [float(value) for value in params["bp"]]
    biases[wrong_class] += bias
    bad = {key: value.copy() for key, value in params.items()}
    bad["bp"] = np.array(biases)
    found, history = train(bad, X, labels, loss, lr, steps)
    return found, np.asarray(history)


def with_its_own_loop(params, X, labels, wrong_class, bias, loss, lr, steps):
    """Without train."""
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    now = {key: value * 1.0 for key, value in params.items()}
    now["bp"][wrong_class] += bias
    targets, history = one_hot(labels, now["bp"].size), []
    for _ in range(steps):
        logits, cache = forward(now, X)
        if loss == "mse":
            history.append(mse_loss(softmax(logits), targets))
            now = sgd_step(
                now, backward(now, cache, mse_grad_logits(logits, targets)), lr
            )
            continue
        history.append(cross_entropy_logits(logits, labels))
        slope = cross_entropy_grad_logits(logits, targets)
        now = sgd_step(now, backward(now, cache, slope), lr)
    return now, history


def step_by_step(params, X, labels, wrong_class, bias, loss, lr, steps):
    """One call of train for each step."""
    bad = {**params, "bp": params["bp"] + bias * np.eye(len(params["bp"]))[wrong_class]}
    bad, history = train(bad, X, labels, loss, lr, 0)
    history = list(history)
    for _ in range(steps):
        bad, once = train(bad, X, labels, loss, lr, 1)
        history.extend(once)
    return bad, history
