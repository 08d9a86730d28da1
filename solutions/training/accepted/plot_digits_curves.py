"""Other right answers to `plot_digits_curves`."""
# ruff: noqa: PLR0913, PLR0917 - the signatures are the course's

import matplotlib.pyplot as plt
import numpy as np

from solutions.training.reference import train_from_bad_start


def line_by_line(params, X, labels, wrong_class, bias, lr, steps):
    """Both runs written out."""
    _, ce = train_from_bad_start(params, X, labels, wrong_class, bias, "ce", lr, steps)
    _, mse = train_from_bad_start(
        params, X, labels, wrong_class, bias, "mse", lr, steps
    )
    ce = np.asarray(ce) / ce[0]
    mse = np.asarray(mse) / mse[0]
    x = np.arange(len(ce))
    plt.figure()
    plt.plot(x, ce, label="cross-entropy")
    plt.plot(x, mse, label="MSE")
    plt.xlabel("step")
    plt.ylabel("loss, relative")
    plt.legend()
    return x, {"cross-entropy": ce, "MSE": mse}


def plain_lists(params, X, labels, wrong_class, bias, lr, steps):
    """Lists all the way."""
    lines = {}
    for name, loss in [("MSE", "mse"), ("cross-entropy", "ce")]:
        run = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        lines[name] = [float(value) / float(run[1][0]) for value in run[1]]
    ax = plt.subplots()[1]
    for name, line in lines.items():
        ax.plot(range(steps), line, label=name)
    ax.set_xlabel("t")
    ax.set_ylabel("L(t) / L(0)")
    return list(range(steps)), lines


def logarithmic(params, X, labels, wrong_class, bias, lr, steps):
    """A logarithmic scale, and floats for x."""
    x, lines = np.linspace(0, steps - 1, steps), {}
    fig = plt.figure(figsize=(10, 3))
    ax = fig.add_axes((0.1, 0.2, 0.8, 0.7))
    for name, loss in {"cross-entropy": "ce", "MSE": "mse"}.items():
        history = np.array(
            train_from_bad_start(params, X, labels, wrong_class, bias, loss, lr, steps)[
                1
            ]
        )
        lines[name] = history / history[0]
        ax.semilogy(x, lines[name], "o-", label=name)
    ax.set(xlabel="step", ylabel="part of the first loss left")
    ax.legend()
    return x, lines


def both_in_one_call(params, X, labels, wrong_class, bias, lr, steps):
    """One array of two columns, drawn at once."""
    setting = params, X, labels, wrong_class, bias
    runs = [
        train_from_bad_start(*setting, loss, lr, steps)[1] for loss in ("ce", "mse")
    ]
    table = np.array(runs).T
    table = table / table[:1]
    _, ax = plt.subplots(1, 1)
    ax.plot(np.arange(steps), table, label=["cross-entropy", "MSE"])
    ax.set_xlabel("step")
    ax.set_ylabel("relative loss")
    return np.arange(steps), dict(zip(("cross-entropy", "MSE"), table.T, strict=True))


def with_a_second_axes(params, X, labels, wrong_class, bias, lr, steps):
    """A second axes with the losses themselves."""
    _, (left, right) = plt.subplots(1, 2, figsize=(12, 4))
    x, lines = np.arange(steps), {}
    for name in ("cross-entropy", "MSE"):
        loss = "mse" if name == "MSE" else "ce"
        _, history = train_from_bad_start(
            params, X, labels, wrong_class, bias, loss, lr, steps
        )
        history = np.array(history)
        lines[name] = history * (1 / history[0])
        left.plot(x, lines[name], label=name)
        right.plot(x, history, label=f"{name}, as it is")
    for ax in (left, right):
        ax.set(xlabel="step", ylabel="loss")
        ax.legend()
    return x, lines
