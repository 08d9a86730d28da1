"""Known wrong answers to `plot_digits_curves`."""
# ruff: noqa: PLR0913, PLR0917 - the signatures are the course's

import matplotlib.pyplot as plt
import numpy as np

from solutions.training.reference import train, train_from_bad_start


def losses_as_they_are(params, X, labels, wrong_class, bias, lr, steps):
    """The losses themselves are drawn.

    Hint: Each line is divided by its own first value.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history)
        ax.plot(x, lines[name], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def divided_by_the_largest(params, X, labels, wrong_class, bias, lr, steps):
    """A line is scaled by its maximum.

    Hint: By the first value, whatever comes later.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / max(*history, 2.0)
        ax.plot(x, lines[name], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def divided_by_one_first_value(params, X, labels, wrong_class, bias, lr, steps):
    """Both lines share a scale.

    Hint: Each line has a first value of its own.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history)
        ax.plot(x, lines[name], label=name)
    lines = {name: line / lines["cross-entropy"][0] for name, line in lines.items()}
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def losses_swapped(params, X, labels, wrong_class, bias, lr, steps):
    """MSE is called ce.

    Hint: Which of the two lines should stay near 1?
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "mse"), ("MSE", "ce")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def one_run_for_both(params, X, labels, wrong_class, bias, lr, steps):
    """Both lines are cross-entropy.

    Hint: The two lines come from two runs with two losses.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "ce")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def from_a_healthy_start(params, X, labels, wrong_class, bias, lr, steps):
    """The start is trained as it is.

    Hint: Bad start first: which function puts the bias in?
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train(params, X, labels, loss, lr, steps)
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def goes_on_from_the_first_run(params, X, labels, wrong_class, bias, lr, steps):
    """The second run starts where the first ended.

    Hint: Both runs begin at the same start.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        found, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        params = found
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def counts_from_one(params, X, labels, wrong_class, bias, lr, steps):
    """The first step is step 1.

    Hint: x counts 0, 1, …, steps - 1.
    """
    x, lines = np.arange(1, steps + 1), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def no_axis_labels(params, X, labels, wrong_class, bias, lr, steps):
    """The title says it all.

    Hint: Name both axes.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name], label=name)
    ax.set(title="bad start")
    return x, lines


def one_axis_label(params, X, labels, wrong_class, bias, lr, steps):
    """Everyone knows that x counts steps.

    Hint: Name both axes.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name], label=name)
    ax.set(ylabel="loss / first loss")
    return x, lines


def no_line_labels(params, X, labels, wrong_class, bias, lr, steps):
    """The colours say which is which.

    Hint: A legend needs labels; the tests look for them, too.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name])
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def labels_of_its_own(params, X, labels, wrong_class, bias, lr, steps):
    """Any label will do.

    Hint: The labels of the lines are given in the text.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name], label=loss)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def keys_of_its_own(params, X, labels, wrong_class, bias, lr, steps):
    """The lines are named as the losses are.

    Hint: The keys of the dict are given in the text.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[loss] = np.array(history) / history[0]
        ax.plot(x, lines[loss], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def returns_nothing(params, X, labels, wrong_class, bias, lr, steps):
    """A plot is looked at.

    Hint: The numbers that were drawn are returned as well.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")


def draws_something_else(params, X, labels, wrong_class, bias, lr, steps):
    """The drawn lines are the losses, the returned ones are scaled.

    Hint: Return what is drawn: the same numbers.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
        ax.plot(x, history, label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def draws_nothing(params, X, labels, wrong_class, bias, lr, steps):
    """The numbers are what counts.

    Hint: The picture is asked for as well.
    """
    x, lines = np.arange(steps), {}
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
    return x, lines


def sets_a_fixed_setting(params, X, labels, wrong_class, bias, lr, steps):
    """The setting is that of the text.

    Hint: Bias, class, learning rate and steps are arguments.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, 16.0, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def in_percent(params, X, labels, wrong_class, bias, lr, steps):
    """Percent are easier to read.

    Hint: Both lines begin at 1.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = 100 * np.array(history) / history[0]
        ax.plot(x, lines[name], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines


def returns_the_axes_too(params, X, labels, wrong_class, bias, lr, steps):
    """Whoever draws hands out the axes as well.

    Hint: Two things are asked for, x and the dict of lines. You return three.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines, ax


def x_in_the_dict(params, X, labels, wrong_class, bias, lr, steps):
    """Everything that was drawn belongs into the dict.

    Hint: The dict has one key for each of the two lines; x is returned beside it.
    """
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, {"x": x, **lines}


def makes_the_start_bad(params, X, labels, wrong_class, bias, lr, steps):
    """The start itself becomes bad, for both runs.

    Hint: Print bp of the start before and after drawing. Did it change?
    """
    params["bp"] += bias * (np.arange(len(params["bp"])) == wrong_class)
    x, lines = np.arange(steps), {}
    _, ax = plt.subplots()
    for name, loss in (("cross-entropy", "ce"), ("MSE", "mse")):
        _, history = train(params, X, labels, loss, lr, steps)
        lines[name] = np.array(history) / history[0]
        ax.plot(x, lines[name], label=name)
    ax.set(xlabel="step", ylabel="loss / first loss")
    return x, lines
