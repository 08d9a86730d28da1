"""The answers of assignment 2, `losses`: MSE, cross-entropy and likelihood."""

import numpy as np


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
