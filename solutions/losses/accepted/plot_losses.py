"""Other right answers to `plot_losses`."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.losses.reference import cross_entropy, cross_entropy_labels, mse_loss


def formulas(p):
    """Draw the two formulas."""
    p = np.asarray(p, dtype=float)
    lines = {"cross-entropy": -np.log(p), "MSE": 2 * (1 - p) ** 2}
    figure, axes = plt.subplots()
    for label, values in lines.items():
        axes.plot(p, values, label=label)
    axes.set(xlabel="p", ylabel="loss", title="Both losses")
    axes.legend()
    figure.tight_layout()
    return p, lines


def loop_with_pyplot(p):
    """Loop over the probabilities and draw with pyplot; return lists."""
    entropies, squares = [], []
    for each in p:
        probs = np.array([[each, 1 - each]])
        entropies.append(float(cross_entropy(probs, np.array([[1, 0]]))))
        squares.append(float(mse_loss(probs, np.array([[1, 0]]))))
    plt.plot(p, entropies, "o-", label="cross-entropy")
    plt.plot(p, squares, "s-", label="MSE")
    plt.xlabel("probability of the true class")
    plt.ylabel("loss")
    plt.title("Both losses")
    plt.legend()
    return list(p), {"cross-entropy": entropies, "MSE": squares}


def two_panels(p):
    """Draw each loss in a panel of its own."""
    p = np.asarray(p, dtype=float)
    rows = np.stack([p, 1 - p], axis=1)[:, np.newaxis]
    lines = {
        "MSE": np.array([mse_loss(row, [[1.0, 0.0]]) for row in rows]),
        "cross-entropy": np.array([cross_entropy_labels(row, [0]) for row in rows]),
    }
    _, panels = plt.subplots(1, 2, figsize=(10, 4))
    for axes, (label, values) in zip(panels, lines.items(), strict=True):
        axes.plot(p, values, label=label)
        axes.set(xlabel="p", ylabel="loss", title=label)
        axes.legend()
    return p, lines


def with_guides(p):
    """Draw a guide where the network is undecided, and the ceiling of MSE."""
    target = np.array([[1.0, 0.0]])
    lines = {"cross-entropy": [], "MSE": []}
    for each in np.array(p):
        row = np.array([[each, 1 - each]])
        lines["cross-entropy"].append(cross_entropy(row, target))
        lines["MSE"].append(mse_loss(row, target))
    _, axes = plt.subplots()
    axes.axvline(0.5, color="gray", linestyle=":", label="undecided")
    axes.axhline(2.0, color="gray", linestyle="--", label="ceiling")
    for label, values in lines.items():
        axes.plot(p, values, label=label)
    axes.set_xlabel("p"), axes.set_ylabel("loss"), axes.set_title("Two losses")
    axes.legend()
    return np.array(p), {label: np.array(line) for label, line in lines.items()}


def axes_made_by_hand(p):
    """Draw on axes made by hand, from an array of rows."""
    axes = plt.figure(figsize=(6, 4)).add_axes((0.15, 0.15, 0.8, 0.75))
    target = [[1, 0]]
    values = np.array(
        [
            (cross_entropy([[q, 1 - q]], target), mse_loss([[q, 1 - q]], target))
            for q in p
        ]
    )
    lines = dict(zip(("cross-entropy", "MSE"), values.T, strict=True))
    for label, line in lines.items():
        axes.plot(p, line, label=label, marker=".")
    axes.set(xlabel="p of the true class", ylabel="loss", title="Two losses")
    axes.legend()
    return p, lines
