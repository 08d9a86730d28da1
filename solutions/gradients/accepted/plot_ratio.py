"""Other right answers to `plot_ratio`."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.gradients.reference import (
    cross_entropy_grad_logits,
    gradient_ratio,
    mse_grad_logits,
)
from solutions.one_hot.reference import one_hot


def one_batch(gaps):
    """Take all points in one batch, times n."""
    gaps = np.asarray(gaps, dtype=float)
    n = len(gaps)
    logits = np.column_stack([-gaps / 2, gaps / 2, np.full(n, -1000.0)])
    targets = one_hot(np.zeros(n, dtype=int), 3)
    steep = n * np.linalg.norm(cross_entropy_grad_logits(logits, targets), axis=1)
    flat = n * np.linalg.norm(mse_grad_logits(logits, targets), axis=1)
    figure, axes = plt.subplots()
    axes.semilogy(gaps, steep, label="cross-entropy")
    axes.semilogy(gaps, flat, label="MSE")
    axes.semilogy(gaps, steep / flat, label="ratio")
    axes.set(xlabel="gap", ylabel="length", title="Steep and flat")
    axes.legend()
    figure.tight_layout()
    return gaps, {"cross-entropy": steep, "MSE": flat, "ratio": steep / flat}


def loop_with_pyplot(gaps):
    """Loop over the gaps and draw with pyplot; return lists."""
    steep, flat, ratio = [], [], []
    for gap in gaps:
        point = [[-gap / 2, gap / 2, -1000]]
        steep.append(
            float(np.linalg.norm(cross_entropy_grad_logits(point, [[1, 0, 0]])))
        )
        flat.append(float(np.linalg.norm(mse_grad_logits(point, [[1, 0, 0]]))))
        ratio.append(gradient_ratio(gap))
    for line, label in ((steep, "cross-entropy"), (flat, "MSE"), (ratio, "ratio")):
        plt.plot(gaps, line, "o-", label=label)
    plt.yscale("log")
    plt.xlabel("gap")
    plt.ylabel("length or ratio")
    plt.title("The lecture's claim")
    plt.legend()
    return list(gaps), {"cross-entropy": steep, "MSE": flat, "ratio": ratio}


def two_panels(gaps):
    """Draw the lengths and the ratio in a panel each."""
    truth = np.array([[1.0, 0.0, 0.0]])

    def length(gradient, gap):
        return np.linalg.norm(gradient(np.array([[-gap / 2, gap / 2, -1e3]]), truth))

    lines = {
        "MSE": np.array([length(mse_grad_logits, gap) for gap in gaps]),
        "cross-entropy": np.array(
            [length(cross_entropy_grad_logits, gap) for gap in gaps]
        ),
        "ratio": np.array([gradient_ratio(gap) for gap in gaps]),
    }
    _, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for label, axes in (("MSE", left), ("cross-entropy", left), ("ratio", right)):
        axes.semilogy(gaps, lines[label], label=label)
        axes.set(xlabel="gap", ylabel="length" if axes is left else "ratio")
        axes.legend()
    left.set_title("Lengths")
    right.set_title("Ratio")
    return np.array(gaps), lines


def with_a_guide(gaps):
    """Draw the straight line of wide gaps as a guide."""
    gaps = np.array(gaps)
    truth = one_hot([0], 3)
    lines = {"cross-entropy": [], "MSE": [], "ratio": []}
    for gap in gaps:
        point = np.array([[0.0, gap, -1000.0]])
        steep = cross_entropy_grad_logits(point, truth)
        flat = mse_grad_logits(point, truth)
        lines["cross-entropy"].append(np.sqrt(np.sum(steep**2)))
        lines["MSE"].append(np.sqrt(np.sum(flat**2)))
        lines["ratio"].append(gradient_ratio(gap))
    _, axes = plt.subplots()
    axes.semilogy(gaps, np.exp(gaps) / 4, ":", color="gray", label="exp(gap) / 4")
    for label, values in lines.items():
        axes.semilogy(gaps, values, label=label)
    axes.set_xlabel("gap"), axes.set_ylabel("length; ratio")
    axes.set_title("Ratio"), axes.legend()
    return gaps, lines


def steps_between(gaps):
    """Draw on axes made by hand, and give arrays of rows."""
    axes = plt.figure(figsize=(6, 4)).add_axes((0.15, 0.15, 0.8, 0.75))
    axes.set_yscale("log")
    rows = []
    for gap in gaps:
        point = np.array([[-gap / 2, gap / 2, -1000.0]])
        steep = np.linalg.norm(cross_entropy_grad_logits(point, [[1.0, 0.0, 0.0]]))
        flat = np.linalg.norm(mse_grad_logits(point, [[1.0, 0.0, 0.0]]))
        rows.append((steep, flat, steep / flat))
    lines = dict(zip(("cross-entropy", "MSE", "ratio"), np.array(rows).T, strict=True))
    for label, values in lines.items():
        axes.plot(gaps, values, label=label)
    axes.set(xlabel="gap", ylabel="value", title="Three lines")
    axes.legend()
    return gaps, lines
