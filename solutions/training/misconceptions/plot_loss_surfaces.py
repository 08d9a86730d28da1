"""Known wrong answers to `plot_loss_surfaces`."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.gradients.reference import cross_entropy_grad_logits, mse_grad_logits
from solutions.one_hot.reference import softmax
from solutions.training.reference import descend


def gradients_swapped(start, lr, steps):
    """The first walk is on MSE.

    Hint: Which of the two walks should stand still in the corner?
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (mse_grad_logits, cross_entropy_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def one_walk_for_both(start, lr, steps):
    """Both walks are the same.

    Hint: Each surface has its own slope.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, cross_entropy_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def second_class_is_true(start, lr, steps):
    """The probability of class 2.

    Hint: The true class is the first: index 0.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 1]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def draws_the_loss(start, lr, steps):
    """The third axes show the loss.

    Hint: A probability lies between 0 and 1. Does your line start near 0 in the corner?
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = -np.log(softmax(path)[:, 0] + 1e-300)
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def draws_the_logit(start, lr, steps):
    """The third axes show y1.

    Hint: Logits become probabilities by the softmax.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = path[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def no_axis_labels(start, lr, steps):
    """The title says it all.

    Hint: Name both axes of every picture.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(title=name)
        axes[2].plot(x, lines[name], label=name)
    return x, lines


def no_line_labels(start, lr, steps):
    """The order of the lines says which is which.

    Hint: A legend needs labels; the tests look for them, too.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1])
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name])
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def labels_of_its_own(start, lr, steps):
    """Any label will do.

    Hint: The labels of the lines are given in the text. Compare them letter by letter.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"{name} path")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name.upper())
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def only_the_surfaces(start, lr, steps):
    """The walks are in the numbers.

    Hint: The walk belongs into the picture of its surface.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def axes_swapped(start, lr, steps):
    """y1 goes up.

    Hint: y1 goes to the right and y2 up.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 1], path[:, 0], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def counts_from_one(start, lr, steps):
    """The first step is step 1.

    Hint: x counts 0, 1, …, steps: the start is step 0.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(1, steps + 2)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def drops_the_start(start, lr, steps):
    """A line has a point for each step.

    Hint: The start is a point of the walk: there is one point more than steps.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[1:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def returns_nothing(start, lr, steps):
    """A plot is looked at.

    Hint: The numbers that were drawn are returned as well.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")


def starts_where_it_likes(start, lr, steps):
    """The walk starts in the lecture's corner.

    Hint: The start is an argument. Try another one.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    corner = [-9, 9, -1000]
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], corner, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def three_logits_are_two(start, lr, steps):
    """The third logit is left at 0.

    Hint: The third class is out of the game: y3 is -1000 all along.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        start = np.array([start[0], start[1], 0.0])
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def draws_nothing(start, lr, steps):
    """The numbers are what counts.

    Hint: The picture is asked for as well.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
    return x, lines


def returns_the_axes_too(start, lr, steps):
    """Whoever draws hands out the axes as well.

    Hint: Two things are asked for, x and the dict of lines. You return three.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines, axes[2]


def paths_in_the_dict(start, lr, steps):
    """Every line of the picture belongs into the dict.

    Hint: The dict has one key for each loss, for the probabilities alone.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
        lines[f"path on {name}"] = path
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def everything_over_the_second_surface(start, lr, steps):
    """The last axes that were drawn on are the right ones.

    Hint: What both walks reach is drawn over the surface of MSE. It has axes of its
    own, the third.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[1].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    return x, lines


def walks_the_start_itself(start, lr, steps):
    """The start moves along.

    Hint: Print the start before and after drawing. It should be the same.
    """
    target, x = np.array([[1.0, 0.0, 0.0]]), np.arange(steps + 1)
    _, axes = plt.subplots(1, 3, figsize=(14, 4))
    grads, lines = (cross_entropy_grad_logits, mse_grad_logits), {}
    y1, y2 = np.meshgrid(np.linspace(-10, 10), np.linspace(-10, 10))
    surfaces = np.logaddexp(0, y2 - y1), 2 / (1 + np.exp(y1 - y2)) ** 2
    for i, name in enumerate(("cross-entropy", "MSE")):
        path = descend(lambda y, g=grads[i]: g(y[None], target)[0], start, lr, steps)
        lines[name] = softmax(path)[:, 0]
        axes[i].contourf(y1, y2, surfaces[i])
        axes[i].plot(path[:, 0], path[:, 1], label=f"path on {name}")
        axes[i].set(xlabel="y1", ylabel="y2")
        axes[2].plot(x, lines[name], label=name)
    axes[2].set(xlabel="step", ylabel="p of the true class")
    start[:] = path[-1]
    return x, lines
