"""Other right answers to `plot_loss_surfaces`."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.gradients.reference import cross_entropy_grad_logits, mse_grad_logits
from solutions.one_hot.reference import one_hot, softmax
from solutions.training.reference import descend


def step_by_step(start, lr, steps):
    """Everything written out, axes by plt.subplot."""
    target = one_hot([0], 3)

    def ce_slope(y):
        return cross_entropy_grad_logits(np.array([y]), target)[0]

    def mse_slope(y):
        return mse_grad_logits(np.array([y]), target)[0]

    path_ce = np.array(descend(ce_slope, start, lr, steps))
    path_mse = np.array(descend(mse_slope, start, lr, steps))
    side = np.linspace(-10, 10, 41)
    ce, mse = np.zeros((41, 41)), np.zeros((41, 41))
    for i, b in enumerate(side):
        for j, a in enumerate(side):
            probs = softmax(np.array([a, b, -1000.0]))
            ce[i, j] = -np.log(probs[0])
            mse[i, j] = np.sum((probs - [1, 0, 0]) ** 2)
    plt.figure(figsize=(12, 4))
    plt.subplot(1, 3, 1)
    plt.contour(side, side, ce)
    plt.plot(path_ce[:, 0], path_ce[:, 1], label="path on cross-entropy")
    plt.xlabel("y1")
    plt.ylabel("y2")
    plt.subplot(1, 3, 2)
    plt.contour(side, side, mse)
    plt.plot(path_mse[:, 0], path_mse[:, 1], label="path on MSE")
    plt.xlabel("y1")
    plt.ylabel("y2")
    plt.subplot(1, 3, 3)
    x = list(range(steps + 1))
    lines = {"cross-entropy": [], "MSE": []}
    for point in path_ce:
        lines["cross-entropy"].append(softmax(point)[0])
    for point in path_mse:
        lines["MSE"].append(softmax(point)[0])
    plt.plot(x, lines["cross-entropy"], label="cross-entropy")
    plt.plot(x, lines["MSE"], label="MSE")
    plt.xlabel("step")
    plt.ylabel("p of the true class")
    plt.legend()
    return x, lines


def three_figures(start, lr, steps):
    """A figure for each axes, and the sigmoid of the gap for p."""
    slopes = {"cross-entropy": cross_entropy_grad_logits, "MSE": mse_grad_logits}
    y1, y2 = np.meshgrid(np.arange(-10, 10.5, 0.5), np.arange(-10, 10.5, 0.5))
    p = 1 / (1 + np.exp(y2 - y1))
    lines = {}
    for name, slope in slopes.items():
        path = np.array(
            descend(
                lambda y, s=slope: s(y.reshape(1, 3), np.eye(3)[:1])[0],
                start,
                lr,
                steps,
            )
        )
        lines[name] = 1 / (1 + np.exp(path[:, 1] - path[:, 0]))
        _, ax = plt.subplots()
        ax.contourf(y1, y2, -np.log(p) if name != "MSE" else 2 * (1 - p) ** 2)
        ax.plot(path[:, 0], path[:, 1], "k.-", label="path on " + name)
        ax.set_xlabel("logit of the true class")
        ax.set_ylabel("logit of the other class")
    x = np.arange(0.0, steps + 1)
    _, ax = plt.subplots()
    for name, line in lines.items():
        ax.plot(x, line, label=name)
    ax.set(xlabel="steps", ylabel="probability")
    return x, lines


def through_batches(start, lr, steps):
    """Gradients of many points at once, and labels set afterwards."""
    fig, axes = plt.subplots(3, 1, figsize=(5, 12))
    target = np.array([[1, 0, 0]])
    side = np.linspace(-10, 10, 30)
    a, b = np.meshgrid(side, side)
    grid = np.column_stack([a.ravel(), b.ravel(), np.full(a.size, -1000.0)])
    probs = softmax(grid)
    pictures = [-np.log(probs[:, 0]), ((probs - target) ** 2).sum(axis=1)]
    result = {}
    for i, (name, grad) in enumerate(
        [("cross-entropy", cross_entropy_grad_logits), ("MSE", mse_grad_logits)]
    ):
        walk = descend(
            lambda y, grad=grad: np.ravel(grad(np.atleast_2d(y), target)),
            start,
            lr,
            steps,
        )
        walk = np.asarray(walk)
        axes[i].pcolormesh(a, b, pictures[i].reshape(a.shape), shading="auto")
        axes[i].plot(walk[:, 0], walk[:, 1], color="red")
        axes[i].lines[0].set_label("path on " + name)
        result[name] = softmax(walk)[:, 0]
        axes[2].plot(np.arange(steps + 1), result[name], label=name)
    for ax, xlabel in zip(axes, ["y1", "y1", "step"], strict=True):
        ax.set_xlabel(xlabel)
        ax.set_ylabel("y2" if xlabel == "y1" else "p")
    fig.tight_layout()
    return np.arange(steps + 1), result


def with_markers_and_extras(start, lr, steps):
    """More lines than asked for, and a dict filled last."""
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, (left, middle, right) = plt.subplots(1, 3, figsize=(15, 4))
    grads = (cross_entropy_grad_logits, mse_grad_logits)
    paths = [
        np.array(descend(lambda y, g=g: g(y[None], target)[0], start, lr, steps))
        for g in grads
    ]
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    for ax, path, name in zip(
        (left, middle), paths, ("cross-entropy", "MSE"), strict=True
    ):
        gap = y2 - y1
        ax.contour(y1, y2, np.logaddexp(0, gap) if ax is left else np.tanh(gap))
        ax.axhline(0, color="grey", label="middle")
        ax.plot(*path[:, :2].T, "o-", label=f"path on {name}")
        ax.plot([start[0]], [start[1]], "s", label="start")
        ax.set(xlabel="y1", ylabel="y2", title=name)
        ax.legend()
    p_ce, p_mse = (softmax(path)[:, 0] for path in paths)
    right.plot(x, p_ce, label="cross-entropy")
    right.plot(x, p_mse, label="MSE")
    right.axhline(0.5, ls=":", label="undecided")
    right.set(xlabel="step", ylabel="p")
    right.legend()
    return x, {"MSE": p_mse, "cross-entropy": p_ce}


def shows_at_the_end(start, lr, steps):
    """Returns lists, with an axes more than asked for, and shows the figure."""
    target = np.array([[1.0, 0.0, 0.0]])
    fig = plt.figure(figsize=(12, 8))
    drawn = [fig.add_subplot(2, 2, i) for i in (1, 2, 3)]
    fig.add_subplot(2, 2, 4).axis("off")
    x, lines = list(range(steps + 1)), {}
    side = np.linspace(-10, 10, 21)
    gap = side[:, None] - side[None, :]
    for ax, name in zip(drawn, ["cross-entropy", "MSE"], strict=False):
        grad = mse_grad_logits if name == "MSE" else cross_entropy_grad_logits
        path = descend(lambda y, g=grad: g([list(y)], target)[0], start, lr, steps)
        first = [float(point[0]) for point in path]
        second = [float(point[1]) for point in path]
        ax.contourf(side, side, gap)
        ax.plot(first, second, label="path on " + name)
        ax.set(xlabel="y1", ylabel="y2")
        lines[name] = [float(softmax(np.array(point))[0]) for point in path]
        drawn[2].plot(x, lines[name], label=name)
    drawn[2].set(xlabel="step", ylabel="p")
    plt.show()
    return x, lines
