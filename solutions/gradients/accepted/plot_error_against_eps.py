"""Other right answers to `plot_error_against_eps`."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.gradients.reference import numerical_gradient


def with_pyplot_alone(f, gradient, x, epsilons):
    """Draw with pyplot's own functions, on whatever figure there is."""
    errors = []
    for eps in epsilons:
        off = numerical_gradient(f, x, eps=eps) - np.asarray(gradient)
        errors.append(np.abs(off).max())
    plt.figure()
    plt.plot(epsilons, errors, label="error")
    plt.xscale("log")
    plt.yscale("log")
    plt.xlabel("eps")
    plt.ylabel("error")
    plt.title("Error against step size")
    plt.legend()
    return epsilons, {"error": errors}


def with_a_guide(f, gradient, x, epsilons):
    """Draw a guide of slope two beside it."""
    errors = np.zeros(len(epsilons))
    for place, eps in enumerate(epsilons):
        measured = np.asarray(numerical_gradient(f, x, eps=float(eps)))
        errors[place] = np.max(np.abs(np.asarray(gradient) - measured))
    _, axes = plt.subplots()
    axes.loglog(epsilons, errors, "s", label="error")
    axes.loglog(epsilons, np.square(epsilons), "--", label="eps²")
    axes.set(xlabel="eps", ylabel="max |error|", title="A V")
    axes.legend()
    return np.asarray(epsilons), {"error": errors}


def with_a_norm(f, gradient, x, epsilons):
    """Let a norm find the largest entry; return lists."""

    def error(eps):
        off = np.subtract(numerical_gradient(f, x, eps=eps), gradient)
        return float(np.linalg.norm(off.ravel(), ord=np.inf))

    errors = [error(eps) for eps in epsilons]
    plt.loglog(epsilons, errors, marker="x", label="error")
    plt.xlabel("step"), plt.ylabel("error"), plt.title("Errors"), plt.legend()
    return list(epsilons), {"error": errors}


def two_panels(f, gradient, x, epsilons):
    """Draw a linear panel beside the logarithmic one."""
    epsilons = np.array(epsilons)
    errors = np.array(
        [np.abs(numerical_gradient(f, x, eps=e) - gradient).max() for e in epsilons]
    )
    figure, (left, right) = plt.subplots(1, 2)
    left.plot(epsilons, errors)
    right.loglog(epsilons, errors, label="error")
    right.set(xlabel="eps", ylabel="largest error")
    right.legend()
    figure.suptitle("Twice the same")
    return epsilons, {"error": errors}


def positional_step(f, gradient, x, epsilons):
    """Give the step by position; flatten before comparing."""
    true = np.ravel(gradient)
    errors = [max(abs(np.ravel(numerical_gradient(f, x, e)) - true)) for e in epsilons]
    axes = plt.figure().add_subplot()
    (line,) = axes.loglog(epsilons, errors)
    line.set_label("error")
    axes.set_xlabel("eps")
    axes.set_ylabel("error")
    axes.set_title("Error of central differences")
    axes.legend()
    return (epsilons, {"error": errors})
