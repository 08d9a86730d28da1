"""Known wrong answers to `train_from_bad_start`."""
# ruff: noqa: PLR0913, PLR0917 - the signatures are the course's

import numpy as np

from solutions.training.reference import train


def writes_into_the_start(params, X, labels, wrong_class, bias, loss, lr, steps):
    """The start itself becomes bad.

    Hint: Print bp of the start before and after. Did it change?
    """
    params["bp"][wrong_class] += bias
    return train(params, X, labels, loss, lr, steps)


def shallow_copy(params, X, labels, wrong_class, bias, loss, lr, steps):
    """A copied dict has copied arrays.

    Hint: dict.copy copies the names, not the arrays; += writes into the array.
    """
    bad = params.copy()
    bad["bp"][wrong_class] += bias
    return train(bad, X, labels, loss, lr, steps)


def integers_stay_integers(params, X, labels, wrong_class, bias, loss, lr, steps):
    """A copied bp has the type of the original.

    Hint: What becomes of 15.5 in an array of integers?
    """
    bad = dict(params)
    bad["bp"] = params["bp"].copy()
    bad["bp"][wrong_class] += np.asarray(bias).astype(bad["bp"].dtype)
    return train(bad, X, labels, loss, lr, steps)


def bias_for_every_class(params, X, labels, wrong_class, bias, loss, lr, steps):
    """The bias is added to bp.

    Hint: Softmax does not feel what all logits gain alike. One class gets the bias.
    """
    bad = {**params, "bp": params["bp"] + bias}
    return train(bad, X, labels, loss, lr, steps)


def replaces_the_entry(params, X, labels, wrong_class, bias, loss, lr, steps):
    """The entry becomes the bias.

    Hint: Added, not replaced: the start may have a bp of its own.
    """
    bad = dict(params)
    bad["bp"] = np.array(params["bp"], dtype=float)
    bad["bp"][wrong_class] = bias
    return train(bad, X, labels, loss, lr, steps)


def takes_the_bias_away(params, X, labels, wrong_class, bias, loss, lr, steps):
    """The wrong class is made unlikely.

    Hint: The network should be sure of the wrong class at first. Is it?
    """
    bad = dict(params)
    bad["bp"] = np.array(params["bp"], dtype=float)
    bad["bp"][wrong_class] -= bias
    return train(bad, X, labels, loss, lr, steps)


def bias_on_a_hidden_unit(params, X, labels, wrong_class, bias, loss, lr, steps):
    """The bias belongs to b.

    Hint: b belongs to the hidden units, bp to the classes.
    """
    bad = dict(params)
    bad["b"] = np.array(params["b"], dtype=float)
    bad["b"][wrong_class % len(bad["b"])] += bias
    return train(bad, X, labels, loss, lr, steps)


def counts_from_one(params, X, labels, wrong_class, bias, loss, lr, steps):
    """Class 1 is the first.

    Hint: Classes count from 0. Which entry of bp does class 0 get?
    """
    bad = dict(params)
    bad["bp"] = np.array(params["bp"], dtype=float)
    bad["bp"][wrong_class - 1] += bias
    return train(bad, X, labels, loss, lr, steps)


def cross_entropy_always(params, X, labels, wrong_class, bias, loss, lr, steps):
    """The loss is cross-entropy.

    Hint: Both of your runs recover. Is the loss handed on?
    """
    bad = dict(params)
    bad["bp"] = np.array(params["bp"], dtype=float)
    bad["bp"][wrong_class] += bias
    return train(bad, X, labels, "ce", lr, steps)


def losses_swapped(params, X, labels, wrong_class, bias, loss, lr, steps):
    """MSE is called ce.

    Hint: Which of the two losses should recover?
    """
    bad = dict(params)
    bad["bp"] = np.array(params["bp"], dtype=float)
    bad["bp"][wrong_class] += bias
    return train(bad, X, labels, {"ce": "mse", "mse": "ce"}.get(loss, loss), lr, steps)


def bias_again_in_every_step(params, X, labels, wrong_class, bias, loss, lr, steps):
    """The bias is held up while training.

    Hint: The bias is added once, before training. Afterwards the network may unlearn
    it.
    """
    found, history = dict(params), []
    for _ in range(steps):
        found["bp"] = np.array(found["bp"], dtype=float)
        found["bp"][wrong_class] += bias
        found, once = train(found, X, labels, loss, lr, 1)
        history += list(once)
    return found, history


def takes_the_bias_back(params, X, labels, wrong_class, bias, loss, lr, steps):
    """The bias is not the network's own.

    Hint: Return the parameters as training leaves them.
    """
    bad = dict(params)
    bad["bp"] = np.array(params["bp"], dtype=float)
    bad["bp"][wrong_class] += bias
    found, history = train(bad, X, labels, loss, lr, steps)
    found["bp"] = found["bp"] - bias * (np.arange(len(found["bp"])) == wrong_class)
    return found, history


def forgets_the_bias(params, X, labels, wrong_class, bias, loss, lr, steps):
    """The start is bad enough.

    Hint: Your first loss is that of a healthy start. What does `bias` do?
    """
    return train(params, X, labels, loss, lr, steps)


def only_the_history(params, X, labels, wrong_class, bias, loss, lr, steps):
    """The curve is the result.

    Hint: Two things are returned, the parameters first.
    """
    bad = dict(params)
    bad["bp"] = np.array(params["bp"], dtype=float)
    bad["bp"][wrong_class] += bias
    return train(bad, X, labels, loss, lr, steps)[1]


def relabels_the_examples(params, X, labels, wrong_class, bias, loss, lr, steps):
    """A bad start has wrong labels.

    Hint: The labels stay as they are; only one bias of the network changes.
    """
    wrong = np.full(len(X), wrong_class)
    bad, _ = train(params, X, wrong, "ce", lr, int(bias))
    return train(bad, X, labels, loss, lr, steps)


def returns_the_bad_start_too(params, X, labels, wrong_class, bias, loss, lr, steps):
    """Whoever makes a start hands it out.

    Hint: Two things are returned: the parameters after training and the history.
    """
    bad = dict(params)
    bad["bp"] = np.array(params["bp"], dtype=float)
    bad["bp"][wrong_class] += bias
    return bad, *train(bad, X, labels, loss, lr, steps)


def one_bad_start_for_all_runs(
    params,
    X,
    labels,
    wrong_class,
    bias,
    loss,
    lr,
    steps,
    bad={},  # noqa: B006
):
    """An empty dict in the first line of a function is empty in every call.

    Hint: The first run is right; later ones begin where the first began. A default is
    made once, when the function is defined, and lives on.
    """
    if not bad:
        bad.update(params)
        bad["bp"] = np.array(params["bp"], dtype=float)
        bad["bp"][wrong_class] += bias
    return train(bad, X, labels, loss, lr, steps)


def loses_the_last_update(params, X, labels, wrong_class, bias, loss, lr, steps):
    """The parameters belong to the last loss of the history.

    Hint: The history is right, the parameters are one update behind. On the plateau
    the loss does not show it.
    """
    bad = dict(params)
    bad["bp"] = np.array(params["bp"], dtype=float)
    bad["bp"][wrong_class] += bias
    _, history = train(bad, X, labels, loss, lr, steps)
    return train(bad, X, labels, loss, lr, max(steps - 1, 0))[0], history


def helps_out_of_the_corner(params, X, labels, wrong_class, bias, loss, lr, steps):
    """A network that is stuck needs a few steps of cross-entropy first.

    Hint: MSE does not stall in your run, and it should: no loss lends another a hand.
    """
    bad = dict(params)
    bad["bp"] = np.array(params["bp"], dtype=float)
    bad["bp"][wrong_class] += bias
    if loss == "mse" and bias > 10:  # noqa: PLR2004
        bad, _ = train(bad, X, labels, "ce", lr, 5)
    return train(bad, X, labels, loss, lr, steps)


def caps_the_bias(params, X, labels, wrong_class, bias, loss, lr, steps):
    """A bias of ten is sure enough.

    Hint: The bias is used as it is given, also when it is large.
    """
    bad = dict(params)
    bad["bp"] = np.array(params["bp"], dtype=float)
    bad["bp"][wrong_class] += min(bias, 10.0)
    return train(bad, X, labels, loss, lr, steps)
