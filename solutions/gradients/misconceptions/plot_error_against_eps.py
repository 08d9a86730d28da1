"""Wrong answers to `plot_error_against_eps`, each with what to say about it."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.gradients.reference import numerical_gradient


def mean_error(f, gradient, x, epsilons):
    """The error is the mean over the entries.

    Hint: You take the mean of the entries' errors; the largest one is asked for.
    """
    errors = [
        np.mean(np.abs(numerical_gradient(f, x, eps=eps) - gradient))
        for eps in epsilons
    ]
    plt.loglog(epsilons, errors, label="error")
    plt.xlabel("eps"), plt.ylabel("error"), plt.title("Error"), plt.legend()
    return np.array(epsilons), {"error": np.array(errors)}


def without_absolute_values(f, gradient, x, epsilons):
    """The largest difference is the largest error.

    Hint: Errors below zero get lost: take absolute values before the largest.
    """
    errors = [np.max(numerical_gradient(f, x, eps=eps) - gradient) for eps in epsilons]
    plt.loglog(epsilons, errors, label="error")
    plt.xlabel("eps"), plt.ylabel("error"), plt.title("Error"), plt.legend()
    return np.array(epsilons), {"error": np.array(errors)}


def absolute_value_too_late(f, gradient, x, epsilons):
    """The absolute value can be taken at the end.

    Hint: The absolute value of the largest difference is not the largest absolute one.
    """
    errors = [
        abs(np.max(numerical_gradient(f, x, eps=eps) - gradient)) for eps in epsilons
    ]
    plt.loglog(epsilons, errors, label="error")
    plt.xlabel("eps"), plt.ylabel("error"), plt.title("Error"), plt.legend()
    return np.array(epsilons), {"error": np.array(errors)}


def forgets_eps(f, gradient, x, epsilons):
    """The step size finds its own way.

    Hint: Your line is level: each measurement used the same step. Hand `eps` on.
    """
    errors = [np.max(np.abs(numerical_gradient(f, x) - gradient)) for _ in epsilons]
    plt.loglog(epsilons, errors, label="error")
    plt.xlabel("eps"), plt.ylabel("error"), plt.title("Error"), plt.legend()
    return np.array(epsilons), {"error": np.array(errors)}


def relative_error(f, gradient, x, epsilons):
    """An error is relative.

    Hint: You divide by the true gradient; the absolute difference is asked for.
    """
    errors = [
        np.max(np.abs(numerical_gradient(f, x, eps=eps) / gradient - 1))
        for eps in epsilons
    ]
    plt.loglog(epsilons, errors, label="error")
    plt.xlabel("eps"), plt.ylabel("error"), plt.title("Error"), plt.legend()
    return np.array(epsilons), {"error": np.array(errors)}


def returns_logarithms(f, gradient, x, epsilons):
    """On a log plot one draws logarithms.

    Hint: You take logarithms of the numbers. Draw the numbers themselves and let the
    axes be logarithmic.
    """
    errors = [
        np.max(np.abs(numerical_gradient(f, x, eps=eps) - gradient)) for eps in epsilons
    ]
    logs = np.log10(np.maximum(errors, 1e-300))
    plt.plot(np.log10(epsilons), logs, label="error")
    plt.xlabel("log eps"), plt.ylabel("log error"), plt.title("Error"), plt.legend()
    return np.log10(epsilons), {"error": logs}


def draws_nothing(f, gradient, x, epsilons):
    """The numbers are what counts.

    Hint: The numbers are right, but there is no picture.
    """
    errors = [
        np.max(np.abs(numerical_gradient(f, x, eps=eps) - gradient)) for eps in epsilons
    ]
    return np.array(epsilons), {"error": np.array(errors)}


def no_axis_labels(f, gradient, x, epsilons):
    """Everybody knows what is on the axes.

    Hint: Name both axes: which quantity runs to the right, which upwards?
    """
    errors = [
        np.max(np.abs(numerical_gradient(f, x, eps=eps) - gradient)) for eps in epsilons
    ]
    plt.loglog(epsilons, errors, label="error")
    plt.title("Error"), plt.legend()
    return np.array(epsilons), {"error": np.array(errors)}


def unlabelled_line(f, gradient, x, epsilons):
    """A single line needs no label.

    Hint: The line carries no label `error`.
    """
    errors = [
        np.max(np.abs(numerical_gradient(f, x, eps=eps) - gradient)) for eps in epsilons
    ]
    plt.loglog(epsilons, errors)
    plt.xlabel("eps"), plt.ylabel("error"), plt.title("Error")
    return np.array(epsilons), {"error": np.array(errors)}


def returns_nothing(f, gradient, x, epsilons):
    """A plot is for looking at.

    Hint: The picture is there, but the function returns nothing.
    """
    errors = [
        np.max(np.abs(numerical_gradient(f, x, eps=eps) - gradient)) for eps in epsilons
    ]
    plt.loglog(epsilons, errors, label="error")
    plt.xlabel("eps"), plt.ylabel("error"), plt.title("Error"), plt.legend()


def axes_swapped(f, gradient, x, epsilons):
    """The error belongs on the x axis.

    Hint: The step size runs to the right, the error upwards.
    """
    errors = [
        np.max(np.abs(numerical_gradient(f, x, eps=eps) - gradient)) for eps in epsilons
    ]
    plt.loglog(errors, epsilons, label="error")
    plt.xlabel("error"), plt.ylabel("eps"), plt.title("Error"), plt.legend()
    return np.array(epsilons), {"error": np.array(errors)}


def returns_the_axes_too(f, gradient, x, epsilons):
    """Whoever draws hands out the axes as well.

    Hint: Two things are asked for, the step sizes and the dict. You return three.
    """
    errors = [
        np.max(np.abs(numerical_gradient(f, x, eps=eps) - gradient)) for eps in epsilons
    ]
    _, axes = plt.subplots()
    axes.loglog(epsilons, errors, label="error")
    axes.set(xlabel="eps", ylabel="error", title="Error")
    axes.legend()
    return np.array(epsilons), {"error": np.array(errors)}, axes


def one_line_more(f, gradient, x, epsilons):
    """Every line of the picture belongs into the dict.

    Hint: The dict has one key, `error`. A guide may be drawn, but is not returned.
    """
    epsilons = np.array(epsilons)
    errors = [
        np.max(np.abs(numerical_gradient(f, x, eps=eps) - gradient)) for eps in epsilons
    ]
    lines = {"error": np.array(errors), "eps²": epsilons**2}
    for label, line in lines.items():
        plt.loglog(epsilons, line, label=label)
    plt.xlabel("eps"), plt.ylabel("error"), plt.title("Error"), plt.legend()
    return epsilons, lines
