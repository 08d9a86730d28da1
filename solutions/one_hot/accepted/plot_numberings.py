"""Other right answers to `plot_numberings`."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.one_hot.reference import fit_least_squares, one_hot, renumber_accuracy


def with_pyplot_alone(X, y, orders):
    """Draw with pyplot's own functions; return lists."""
    numbered, hot = [], []
    for order in orders:
        numbered.append(renumber_accuracy(X, y, order))
        T = np.array([order[c] for c in y])
        W = fit_least_squares(X, one_hot(T, len(order)))
        outputs = np.column_stack([np.ones(len(X)), X]) @ W
        hot.append(float(np.mean(np.argmax(outputs, axis=1) == T)))
    places = list(range(len(orders)))
    plt.figure()
    plt.plot(places, numbered, label="class numbers")
    plt.plot(places, hot, label="one-hot")
    plt.xlabel("numbering")
    plt.ylabel("accuracy")
    plt.title("Numberings")
    plt.legend()
    return places, {"class numbers": numbered, "one-hot": hot}


def one_hot_once(X, y, orders):
    """Renumbering only swaps columns, so one fit serves all orders."""
    orders, y = np.asarray(orders), np.asarray(y)
    W = fit_least_squares(X, one_hot(y, orders.shape[1]))
    share = np.mean((W[0] + np.asarray(X) @ W[1:]).argmax(axis=1) == y)
    numbered = np.array([renumber_accuracy(X, y, order) for order in orders])
    hot = np.full(len(orders), share)
    x = np.arange(len(orders), dtype=float)
    _, ax = plt.subplots()
    ax.plot(x, numbered, "o", label="class numbers")
    ax.plot(x, hot, "-", label="one-hot")
    ax.set(xlabel="order", ylabel="fraction right", title="Orders")
    ax.legend()
    return x, {"one-hot": hot, "class numbers": numbered}


def loop_over_flowers(X, y, orders):
    """Predict one example after the other."""
    lines = {"class numbers": [], "one-hot": []}
    for order in orders:
        T = [int(order[int(c)]) for c in y]
        W = np.asarray(fit_least_squares(X, one_hot(T, len(order))))
        right = 0
        for x, t in zip(X, T, strict=True):
            right += int(np.argmax(W[0] + np.dot(x, W[1:]))) == t
        lines["one-hot"].append(right / len(T))
        lines["class numbers"].append(renumber_accuracy(X, y, order))
    plt.subplots()
    for name, line in lines.items():
        plt.plot(range(len(orders)), line, label=name)
    plt.xlabel("place"), plt.ylabel("accuracy"), plt.title("Which order?"), plt.legend()
    return np.arange(len(orders)), lines


def one_output_at_a_time(X, y, orders):
    """Fit each column of the targets by itself, on two axes."""
    numbered, hot = np.zeros(len(orders)), np.zeros(len(orders))
    for place, order in enumerate(orders):
        T = np.array(order)[np.array(y)]
        targets = one_hot(T, len(order))
        fits = [fit_least_squares(X, targets[:, c]) for c in range(len(order))]
        outputs = np.array([w[0] + np.asarray(X) @ w[1:] for w in fits])
        hot[place] = np.mean(np.argmax(outputs, axis=0) == T)
        numbered[place] = renumber_accuracy(X, y, order)
    figure, (left, right) = plt.subplots(1, 2)
    for axes, name, line in (
        (left, "class numbers", numbered),
        (right, "one-hot", hot),
    ):
        axes.plot(np.arange(len(orders)), line, label=name)
        axes.set(xlabel="numbering", ylabel="accuracy")
        axes.legend()
    figure.suptitle("Accuracy")
    return np.arange(len(orders)), {"class numbers": numbered, "one-hot": hot}


def with_reference_lines(X, y, orders):
    """Draw a line at chance level as well, which nobody asked for."""
    k = len(orders[0])
    numbered = [renumber_accuracy(X, y, o) for o in orders]
    hot = []
    for o in orders:
        T = np.take(o, y)
        A = np.insert(np.asarray(X, dtype=float), 0, 1.0, axis=1)
        hot.append((np.argmax(A @ np.linalg.pinv(A) @ np.eye(k)[T], 1) == T).mean())
    axes = plt.figure().add_subplot()
    axes.axhline(1 / k, color="grey", label="chance")
    axes.plot(numbered, "o--", label="class numbers")
    axes.plot(hot, "s-", label="one-hot")
    axes.set_xlabel("number of the order")
    axes.set_ylabel("accuracy")
    axes.legend()
    return np.arange(len(orders)), {"class numbers": np.array(numbered), "one-hot": hot}
