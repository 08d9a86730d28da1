"""The answers of assignment 2, `losses`: MSE, cross-entropy and likelihood."""

import matplotlib.pyplot as plt
import numpy as np

# What the notebook gives: its cells call both of these.
from solutions.one_hot.reference import one_hot, softmax  # noqa: F401


def mse_loss(probs, targets):
    """Give the mean over examples of the squared error summed over classes.

    Args:
        probs: (n, k) predicted probabilities.
        targets: (n, k) one-hot rows.

    Returns:
        one number.
    """
    probs = np.asarray(probs, dtype=np.float64)
    targets = np.asarray(targets, dtype=np.float64)
    return np.mean(np.sum((targets - probs) ** 2, axis=1))


def cross_entropy(probs, targets):
    """Give the mean over examples of the cross-entropy between target and prediction.

    Args:
        probs: (n, k) predicted probabilities; zeros are allowed.
        targets: (n, k) one-hot rows; a class of target 0 adds nothing to the loss.

    Returns:
        one number, +inf (or a number of at least 25) where a true class has
        probability 0, never nan.
    """
    probs = np.asarray(probs, dtype=np.float64)
    targets = np.asarray(targets, dtype=np.float64)
    logs = np.zeros(np.shape(probs))
    with np.errstate(divide="ignore"):
        np.log(probs, out=logs, where=targets != 0)
    return -np.mean(np.sum(targets * logs, axis=1))


def plot_losses(p):
    """Draw both losses of one example against the probability of its true class.

    There are two classes and the first is the true one: its probability is p, that
    of the other is 1 - p.

    Args:
        p: (m,) probabilities, above 0 and up to 1.

    Returns:
        (p, {"cross-entropy": ..., "MSE": ...}), all of shape (m,): what cross_entropy
        and mse_loss give for that one example. The figure has labels on both axes, a
        title, a legend, and a line of each of the two labels of exactly these numbers.
    """
    target = [[1.0, 0.0]]
    rows = [[[each, 1 - each]] for each in p]
    lines = {
        "cross-entropy": [cross_entropy(row, target) for row in rows],
        "MSE": [mse_loss(row, target) for row in rows],
    }
    colours = {"cross-entropy": "#D55E00", "MSE": "#0072B2"}
    _, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    for label, values in lines.items():
        axes.plot(p, values, color=colours[label], linewidth=2, label=label)
    axes.set_xlabel("probability of the true class")
    axes.set_ylabel("loss of the example")
    axes.set_title("One loss has a ceiling, the other has none")
    axes.grid(alpha=0.3)
    axes.legend()
    return np.array(p), {label: np.array(line) for label, line in lines.items()}


def cross_entropy_labels(probs, labels):
    """Give the cross-entropy of `cross_entropy`, from class numbers.

    Args:
        probs: (n, k) predicted probabilities.
        labels: (n,) integers from 0 to k - 1.

    Returns:
        one number, never nan.
    """
    probs = np.asarray(probs, dtype=np.float64)
    labels = np.asarray(labels)
    with np.errstate(divide="ignore"):
        return -np.mean(np.log(probs[np.arange(len(probs)), labels]))


def log_likelihood(probs, labels):
    """Give the logarithm of the probability of all the labels together.

    Args:
        probs: (n, k) predicted probabilities; n may be 100000 and more.
        labels: (n,) integers from 0 to k - 1.

    Returns:
        one number: the logarithm of the product of the true classes' probabilities,
        without ever making that product; 0 for an empty batch. -inf (or a number of
        at most -25) where a true class has probability 0, never nan.
    """
    probs = np.asarray(probs, dtype=np.float64)
    labels = np.asarray(labels)
    with np.errstate(divide="ignore"):
        return np.sum(np.log(probs[np.arange(len(probs)), labels]))


def best_theta(thetas, logits, labels):
    """Find the best of several models, by likelihood and by cross-entropy.

    Model j gives an example the probabilities softmax(thetas[j] * logits).

    Args:
        thetas: (m,) numbers, one for each model, in any order; no two models are
            equally good.
        logits: (n, k); times any theta they lie between -10 and 10.
        labels: (n,) integers from 0 to k - 1; n may be 2000.

    Returns:
        (by_likelihood, by_ce): the positions in `thetas` of the model of the largest
        likelihood, and of the model of the smallest cross-entropy.
    """
    logits = np.asarray(logits, dtype=np.float64)
    models = [softmax(theta * logits) for theta in thetas]
    likelihoods = [log_likelihood(probs, labels) for probs in models]
    losses = [cross_entropy_labels(probs, labels) for probs in models]
    return int(np.argmax(likelihoods)), int(np.argmin(losses))


def log_softmax(logits, axis=-1):
    """Give the logarithm of softmax, exact also where softmax itself is 0.

    Args:
        logits: array of any shape, up to 10000 in size.
        axis: the axis that holds the classes.

    Returns:
        float array of the shape of `logits`, finite for finite logits.
    """
    logits = np.asarray(logits, dtype=np.float64)
    shifted = logits - logits.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def cross_entropy_logits(logits, labels):
    """Give the cross-entropy of a network's raw outputs, as PyTorch's loss does.

    Args:
        logits: (n, k), before any softmax; up to 10000 in size.
        labels: (n,) integers from 0 to k - 1.

    Returns:
        one number, finite for finite logits.
    """
    log_probs = log_softmax(logits)
    return -np.mean(log_probs[np.arange(len(log_probs)), np.asarray(labels)])


def double_softmax_floor(k):
    """Give the smallest loss that is possible when softmax is applied twice.

    The network's outputs go through softmax, and the probabilities are then handed to
    `cross_entropy_logits` as if they were logits.

    Args:
        k: how many classes there are, an integer from 2 to 1000.

    Returns:
        one number: what the loss of an example comes down to as the network gets surer
        and surer of the true class.
    """
    return float(np.log(1 + (k - 1) / np.e))
