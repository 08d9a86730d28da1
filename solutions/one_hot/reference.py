"""The answers of assignment 1, `one_hot`: from class numbers to probabilities."""

import matplotlib.pyplot as plt
import numpy as np


def fit_least_squares(X, T):
    """Fit a bias and one weight per input, so that the squared error is smallest.

    Args:
        X: (n, d) inputs. A column may repeat others, or be constant, and there may be
            fewer rows than columns.
        T: (n,) numbers to predict, or (n, m) for m outputs at once.

    Returns:
        float array (d + 1,) for T of shape (n,), and (d + 1, m) for (n, m): row 0 is
        the bias, row 1 + j belongs to column j of X. Where several answers are equally
        good, any of them is right.
    """
    X = np.asarray(X, dtype=np.float64)
    with_ones = np.column_stack([np.ones(len(X)), X])
    return np.linalg.lstsq(with_ones, np.asarray(T, dtype=np.float64), rcond=None)[0]


def predict_index(scores, num_classes):
    """Read each score as a class number: the nearest one that there is.

    Args:
        scores: (n,) numbers of any size, none halfway between two integers.
        num_classes: how many classes there are, k.

    Returns:
        (n,) integers from 0 to k - 1.
    """
    nearest = np.round(np.asarray(scores, dtype=np.float64))
    return np.clip(nearest, 0, num_classes - 1).astype(int)


def renumber_accuracy(X, y, order):
    """Renumber the classes, fit their numbers, and count the right predictions.

    Args:
        X: (n, d) inputs.
        y: (n,) classes, from 0 to k - 1; a class may be missing.
        order: (k,) each of 0 to k - 1 once: class c gets the number order[c].

    Returns:
        float, the fraction of the same n examples whose new number is predicted.
    """
    numbers = np.asarray(order)[np.asarray(y)]
    weights = fit_least_squares(X, numbers)
    scores = weights[0] + np.asarray(X) @ weights[1:]
    return float(np.mean(predict_index(scores, len(order)) == numbers))


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


def linear_outputs(W, b, X):
    """Compute one output per class for each example: the last layer of a network.

    Args:
        W: (k, d), one row of weights per class.
        b: (k,), one bias per class.
        X: (n, d), one row per example.

    Returns:
        (n, k) float array; (0, k) for no examples.
    """
    W, b, X = (np.asarray(part, dtype=np.float64) for part in (W, b, X))
    return X @ W.T + b


def plot_numberings(X, y, orders):
    """Draw the accuracy of class numbers and of one-hot vectors for each numbering.

    Args:
        X: (n, d) inputs.
        y: (n,) classes, from 0 to k - 1.
        orders: m numberings, each like `order` in `renumber_accuracy`.

    Returns:
        (places, {"class numbers": ..., "one-hot": ...}), all of shape (m,). The places
        are 0 to m - 1, in the order of `orders`. "class numbers" is renumber_accuracy.
        For "one-hot" the new numbers become one-hot targets, all k outputs are fitted
        by least squares, and the class of the largest output is predicted. The figure
        has labels on both axes, a title, a legend, and a line of each of the two labels
        of exactly these numbers.
    """
    X = np.asarray(X)
    lines = {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = linear_outputs(weights[1:].T, weights[0], X)
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    _, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    axes.plot(
        places, lines["class numbers"], "o-", color="#D55E00", label="class numbers"
    )
    axes.plot(places, lines["one-hot"], "s--", color="#0072B2", label="one-hot")
    axes.set_xticks(places, [" ".join(map(str, order)) for order in orders])
    axes.set_ylim(0, 1.05)
    axes.set_xlabel("new numbers of classes 0, 1, 2, …")
    axes.set_ylabel("accuracy")
    axes.set_title("Class numbers depend on the numbering, one-hot vectors do not")
    axes.grid(alpha=0.3)
    axes.legend()
    return places, {label: np.array(line) for label, line in lines.items()}


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


def plot_softmax_gaps(logits, factors):
    """Draw the probabilities of one example while the gaps between its logits grow.

    Args:
        logits: (k,) the logits of one example.
        factors: (m,) numbers that all the logits are multiplied by.

    Returns:
        (factors, {"class 0": ..., "class 1": ..., ...}), all of shape (m,): for each
        class its probability under softmax(factor * logits). The figure has labels on
        both axes, a title, a legend, and a line of each class of exactly these numbers.
    """
    factors = np.asarray(factors, dtype=np.float64)
    probs = softmax(np.outer(factors, logits))
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    _, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    for label, line in lines.items():
        axes.plot(factors, line, linewidth=2, label=label)
    axes.set_xlabel("factor on the logits")
    axes.set_ylabel("probability")
    axes.set_title("The wider the gaps, the surer softmax")
    axes.grid(alpha=0.3)
    axes.legend()
    return factors, lines


def prob_ratio(y_i, y_j):
    """Say how many times as probable as class j softmax makes class i.

    Args:
        y_i: logit of class i, a number of up to 10000 in size.
        y_j: logit of class j, at most 700 away from y_i.

    Returns:
        float, the probability of i divided by that of j. The other classes' logits play
        no role.
    """
    return float(np.exp(float(y_i) - float(y_j)))


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


def binary_prob(y1, y2):
    """Give the probability of the first of two classes from their two logits.

    Args:
        y1: logit of the first class (index 0), a number of up to 10000 in size.
        y2: logit of the second class (index 1), likewise.

    Returns:
        float from 0 to 1, never nan. Exact to nine digits where y1 - y2 is -700 or
        more; below -709 it may be 0.
    """
    return float(sigmoid(float(y1) - float(y2)))


def plot_sigmoid_over_softmax(z):
    """Draw the sigmoid on top of softmax over two classes.

    Args:
        z: (m,) how far the first logit lies above the second.

    Returns:
        (z, {"softmax": ..., "sigmoid": ...}), all of shape (m,): the first class's
        probability under softmax of the logits (z, 0), and sigmoid(z). The figure has
        labels on both axes, a title, a legend, and a line of each of the two labels of
        exactly these numbers.
    """
    z = np.asarray(z, dtype=np.float64)
    probs = softmax(np.column_stack([z, np.zeros(len(z))]))
    lines = {"softmax": probs[:, 0], "sigmoid": sigmoid(z)}
    _, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    axes.plot(z, lines["softmax"], color="#D55E00", linewidth=7, label="softmax")
    axes.plot(z, lines["sigmoid"], "--", color="#222222", linewidth=2, label="sigmoid")
    axes.set_xlabel("first logit minus second logit")
    axes.set_ylabel("probability of the first class")
    axes.set_title("Softmax over two classes is the sigmoid")
    axes.grid(alpha=0.3)
    axes.legend()
    return z, lines


def sigmoid_weights(W, b):
    """Give the network with one output that equals a softmax network with two.

    Args:
        W: (2, d), the weights of the first class (row 0) and the second (row 1).
        b: (2,), their biases.

    Returns:
        (w, b): a float array (d,) and one number, so that for every x the probability
        of the first class, softmax(W x + b)[0], is sigmoid(w · x + b).
    """
    W, b = np.asarray(W, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return W[0] - W[1], float(b[0] - b[1])
