"""The answers of assignment 1, `one_hot`: from class numbers to probabilities."""

import numpy as np


def one_hot(labels, num_classes):
    """Write each label as a row of zeros with a single 1 at the label's position.

    Args:
        labels: integers of any shape S, each from 0 to num_classes - 1.
        num_classes: how many classes there are.

    Returns:
        float64 array of shape S + (num_classes,).

    Raises:
        ValueError: a label is below 0 or not below num_classes.
        TypeError: the labels are not integers (ValueError is right too).
    """
    labels = np.asarray(labels)
    if labels.size == 0:
        return np.zeros((*labels.shape, num_classes))
    if labels.dtype.kind not in "iu":
        raise TypeError("labels must be integers")
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError(f"labels must lie in 0 to {num_classes - 1}")
    return (labels[..., np.newaxis] == np.arange(num_classes)).astype(np.float64)


def softmax(logits, axis=-1):
    """Turn logits into probabilities that sum to 1 along `axis`.

    Args:
        logits: array of any shape; up to 10000 in size, and -inf where a class is
            impossible (each row keeps at least one finite logit).
        axis: the axis that holds the classes.

    Returns:
        float array of the shape of `logits`, never nan.
    """
    logits = np.asarray(logits, dtype=np.float64)
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def sigmoid(z):
    """Squash numbers of any size into 0 to 1, element by element.

    Args:
        z: a number or an array of any shape, from -10000 to 10000.

    Returns:
        float (or array of the shape of `z`), never nan. Exact to nine digits from
        -700 on; below -709 it may be 0.
    """
    z = np.asarray(z, dtype=np.float64)
    return np.exp(-np.logaddexp(0.0, -z))
