"""The answers of assignment 3, `gradients`: two short formulas, and how to be sure."""

import matplotlib.pyplot as plt
import numpy as np

# What the notebook gives: the cells around the answers call all four of these.
from solutions.losses.reference import cross_entropy, mse_loss  # noqa: F401
from solutions.one_hot.reference import one_hot, softmax  # noqa: F401


def numerical_gradient(f, x, eps=1e-5):
    """Measure the gradient of f at x with central differences.

    Args:
        f: a function of an array of x's shape that returns one number. It may be
            any function at all: call it, do not look inside.
        x: a number, an array or a nested list of any shape; integers are allowed.
        eps: how far to step from x to either side.

    Returns:
        float array of x's shape; the entry at a position is the slope of f along
        that entry of x. x itself is left as it was.
    """
    x = np.array(x, dtype=np.float64)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[at] = eps
        grad[at] = (f(x + step) - f(x - step)) / (2 * eps)
    return grad


def plot_error_against_eps(f, gradient, x, epsilons):
    """Draw how wrong `numerical_gradient` is for each step size.

    The error of one step size is the largest absolute difference between an entry
    of numerical_gradient(f, x, eps=...) and the same entry of `gradient`.

    Args:
        f: a function of an array of x's shape that returns one number.
        gradient: the true gradient of f at x, of x's shape.
        x: the point, an array of any shape.
        epsilons: (m,) step sizes, all above 0.

    Returns:
        (epsilons, {"error": errors}), both of shape (m,). The figure has both axes
        on a log scale, labels on both, a title, a legend, and a line labelled
        `error` of exactly these numbers.
    """
    errors = [
        np.max(np.abs(numerical_gradient(f, x, eps=eps) - gradient)) for eps in epsilons
    ]
    _, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    axes.loglog(epsilons, errors, "o-", color="#0072B2", label="error")
    axes.set_xlabel("step size eps")
    axes.set_ylabel("largest absolute error")
    axes.set_title("Central differences: too wide is wrong, too narrow is noise")
    axes.grid(alpha=0.3)
    axes.legend()
    return np.array(epsilons), {"error": np.array(errors)}


def softmax_jacobian(logits):
    """Give every partial derivative of softmax at one example.

    Args:
        logits: (k,), up to 10000 in size.

    Returns:
        (k, k) float array, finite; row i, column j says how fast probability i
        changes when logit j is raised.
    """
    probs = softmax(logits)
    return np.diag(probs) - np.outer(probs, probs)


def softmax_backward(probs, upstream):
    """Carry a gradient back through softmax, for each row by itself.

    Args:
        probs: (n, k), each row the output of softmax.
        upstream: (n, k), the gradient of the loss with respect to `probs`. It is
            the loss's own: whatever 1/n the loss has is in it already.

    Returns:
        (n, k) float array, the gradient of the same loss with respect to the
        logits that `probs` came from; (0, k) for an empty batch.
    """
    probs = np.asarray(probs, dtype=np.float64)
    upstream = np.asarray(upstream, dtype=np.float64)
    mean = np.sum(probs * upstream, axis=1, keepdims=True)
    return probs * (upstream - mean)


def mse_grad_probs(probs, targets):
    """Give the gradient of `mse_loss` with respect to the probabilities.

    Args:
        probs: (n, k) predicted probabilities.
        targets: (n, k) one-hot rows.

    Returns:
        (n, k) float array; (0, k) for an empty batch.
    """
    probs = np.asarray(probs, dtype=np.float64)
    targets = np.asarray(targets, dtype=np.float64)
    return 2 * (probs - targets) / len(probs)


def cross_entropy_grad_probs(probs, targets):
    """Give the gradient of `cross_entropy` with respect to the probabilities.

    Args:
        probs: (n, k) predicted probabilities; the true classes' are above 0, the
            others' may be exactly 0.
        targets: (n, k) one-hot rows.

    Returns:
        (n, k) float array, 0 wherever the target is 0 and never nan; (0, k) for an
        empty batch. Right to nine digits where the true class has at least 0.01,
        to three digits down to 1e-8.
    """
    probs = np.asarray(probs, dtype=np.float64)
    targets = np.asarray(targets, dtype=np.float64)
    true = targets != 0
    slopes = -targets / np.where(true, probs, 1.0)
    return np.where(true, slopes, 0.0) / len(probs)


def cross_entropy_grad_logits(logits, targets):
    """Give the gradient of cross_entropy(softmax(logits), targets) in the logits.

    Args:
        logits: (n, k), up to 10000 in size.
        targets: (n, k) one-hot rows.

    Returns:
        (n, k) float array, finite for finite logits; (0, k) for an empty batch.
        Right to six digits where two logits lie up to 16 apart, to four up to 20.
    """
    return (softmax(logits) - np.asarray(targets)) / len(logits)


def mse_grad_logits(logits, targets):
    """Give the gradient of mse_loss(softmax(logits), targets) in the logits.

    Args:
        logits: (n, k), up to 10000 in size.
        targets: (n, k) one-hot rows.

    Returns:
        (n, k) float array, finite for finite logits; (0, k) for an empty batch.
        Right to six digits where two logits lie up to 16 apart, to four up to 20.
    """
    probs = softmax(logits)
    return softmax_backward(probs, mse_grad_probs(probs, targets))


def gradient_ratio(gap):
    """Measure how much steeper cross-entropy is than MSE on the lecture's surface.

    The point is one example of three classes with logits (-gap/2, gap/2, -1000),
    whose true class is the first: the network is wrong, and the wider the gap, the
    surer it is. Measure with your own two gradients there.

    Args:
        gap: a number from 0 to 20.

    Returns:
        float: the length of the gradient of cross-entropy, divided by the length of
        the gradient of MSE, both in the logits. Right to four digits.
    """
    logits = np.array([[-gap / 2, gap / 2, -1000.0]])
    targets = np.array([[1.0, 0.0, 0.0]])
    steep = np.linalg.norm(cross_entropy_grad_logits(logits, targets))
    flat = np.linalg.norm(mse_grad_logits(logits, targets))
    return float(steep / flat)


def plot_ratio(gaps):
    """Draw both gradients' lengths and their ratio against the gap.

    The point of each gap is that of `gradient_ratio`: logits (-gap/2, gap/2, -1000),
    true class the first.

    Args:
        gaps: (m,) numbers from 0 to 20.

    Returns:
        (gaps, {"cross-entropy": ..., "MSE": ..., "ratio": ...}), all of shape (m,):
        the length of each loss's gradient in the logits, and gradient_ratio. The
        figure has a log scale on its y axis, labels on both axes, a title, a legend,
        and a line of each of the three labels of exactly these numbers.
    """
    targets = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    lines = {
        "cross-entropy": [
            np.linalg.norm(cross_entropy_grad_logits(point, targets))
            for point in points
        ],
        "MSE": [np.linalg.norm(mse_grad_logits(point, targets)) for point in points],
        "ratio": [gradient_ratio(gap) for gap in gaps],
    }
    colours = {"cross-entropy": "#D55E00", "MSE": "#0072B2", "ratio": "#000000"}
    _, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    for label, values in lines.items():
        axes.semilogy(gaps, values, color=colours[label], linewidth=2, label=label)
    axes.set_xlabel("gap between the wrong logit and the true one")
    axes.set_ylabel("length of the gradient; ratio")
    axes.set_title("The surer of a wrong class, the flatter MSE")
    axes.grid(alpha=0.3)
    axes.legend()
    return np.array(gaps), {label: np.array(line) for label, line in lines.items()}
