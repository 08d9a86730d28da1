"""Wrong answers to `plot_losses`, each with what to say about it."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.losses.reference import cross_entropy, mse_loss


def true_class_alone(p):
    """The MSE is (1 − p)².

    Hint: Your MSE is half as large as it should be: the false class is off by 1 − p as
    well, and counts.
    """
    p = np.asarray(p, float)
    lines = {"cross-entropy": -np.log(p), "MSE": (1 - p) ** 2}
    for label, line in lines.items():
        plt.plot(p, line, label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return p, lines


def second_class_is_true(p):
    """The target is (0, 1).

    Hint: Your curves run the wrong way: p is the probability of the true class, so the
    loss falls with it.
    """
    rows = [[[each, 1 - each]] for each in p]
    lines = {
        "cross-entropy": np.array([cross_entropy(row, [[0, 1]]) for row in rows]),
        "MSE": np.array([mse_loss(row, [[0, 1]]) for row in rows]),
    }
    for label, line in lines.items():
        plt.plot(p, line, label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return np.array(p), lines


def names_swapped(p):
    """The names are given in order.

    Hint: Which of the two has a ceiling? Your two names are swapped.
    """
    rows = [[[each, 1 - each]] for each in p]
    lines = {
        "MSE": np.array([cross_entropy(row, [[1, 0]]) for row in rows]),
        "cross-entropy": np.array([mse_loss(row, [[1, 0]]) for row in rows]),
    }
    for label, line in lines.items():
        plt.plot(p, line, label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return np.array(p), lines


def one_batch(p):
    """All probabilities make one batch.

    Hint: You give one loss for all probabilities together. Each is an example of its
    own.
    """
    p = np.asarray(p, float)
    rows, truth = np.stack([p, 1 - p], axis=1), np.tile([1.0, 0.0], (len(p), 1))
    lines = {
        "cross-entropy": np.full(len(p), cross_entropy(rows, truth)),
        "MSE": np.full(len(p), mse_loss(rows, truth)),
    }
    for label, line in lines.items():
        plt.plot(p, line, label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return p, lines


def sign_forgotten(p):
    """Cross-entropy is the logarithm.

    Hint: Your cross-entropy is negative. A loss falls to 0 as p rises to 1.
    """
    p = np.asarray(p, float)
    lines = {"cross-entropy": np.log(p), "MSE": 2 * (1 - p) ** 2}
    for label, line in lines.items():
        plt.plot(p, line, label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return p, lines


def cross_entropy_alone(p):
    """Cross-entropy is all there is to show.

    Hint: Only one of the two losses is there.
    """
    p = np.asarray(p, float)
    lines = {"cross-entropy": -np.log(p)}
    plt.plot(p, lines["cross-entropy"], label="cross-entropy")
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return p, lines


def probabilities_of_its_own(p):
    """A fine grid makes a smooth picture.

    Hint: You draw over a grid of your own. The probabilities are the ones that are
    given.
    """
    p = np.linspace(0.01, 1, 10 * len(p))
    lines = {"cross-entropy": -np.log(p), "MSE": 2 * (1 - p) ** 2}
    for label, line in lines.items():
        plt.plot(p, line, label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return p, lines


def draws_nothing(p):
    """The numbers are what counts.

    Hint: The numbers are right, but there is no picture.
    """
    p = np.asarray(p, float)
    return p, {"cross-entropy": -np.log(p), "MSE": 2 * (1 - p) ** 2}


def returns_nothing(p):
    """A plot is for looking at.

    Hint: The picture is there, but the function returns nothing.
    """
    p = np.asarray(p, float)
    plt.plot(p, -np.log(p), label="cross-entropy")
    plt.plot(p, 2 * (1 - p) ** 2, label="MSE")
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()


def no_axis_labels(p):
    """Everybody knows what is on the axes.

    Hint: Name both axes: which quantity runs to the right, which upwards?
    """
    p = np.asarray(p, float)
    lines = {"cross-entropy": -np.log(p), "MSE": 2 * (1 - p) ** 2}
    for label, line in lines.items():
        plt.plot(p, line, label=label)
    plt.title("Losses"), plt.legend()
    return p, lines


def unlabelled_lines(p):
    """Colours are enough to tell lines apart.

    Hint: The lines carry no labels, so a legend cannot name them.
    """
    p = np.asarray(p, float)
    lines = {"cross-entropy": -np.log(p), "MSE": 2 * (1 - p) ** 2}
    for line in lines.values():
        plt.plot(p, line)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses")
    return p, lines


def drawn_on_a_scale_of_its_own(p):
    """Two curves of different size are brought to the same height.

    Hint: What you draw is not what you return: the curves in the picture are scaled.
    """
    p = np.asarray(p, float)
    lines = {"cross-entropy": -np.log(p), "MSE": 2 * (1 - p) ** 2}
    for label, line in lines.items():
        plt.plot(p, line / line.max(), label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return p, lines


def returns_logarithms(p):
    """On a log plot one draws logarithms.

    Hint: You take logarithms of the losses. Draw the losses themselves.
    """
    p = np.asarray(p, float)
    lines = {"cross-entropy": np.log(-np.log(p)), "MSE": np.log(2 * (1 - p) ** 2)}
    for label, line in lines.items():
        plt.plot(p, line, label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return p, lines


def sorts_p(p):
    """A curve runs from left to right.

    Hint: You sort the probabilities. Each number is returned in its given place.
    """
    p = np.sort(p)
    lines = {"cross-entropy": -np.log(p), "MSE": 2 * (1 - p) ** 2}
    for label, line in lines.items():
        plt.plot(p, line, label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return p, lines


def sorts_in_place(p):
    """The caller's numbers may as well be sorted.

    Hint: You sort the caller's own array. Leave it as it is.
    """
    p = np.asarray(p, float)
    lines = {"cross-entropy": -np.log(p), "MSE": 2 * (1 - p) ** 2}
    given = p.copy()
    p.sort()
    for label, line in lines.items():
        plt.plot(p, line[np.argsort(given)], label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return given, lines


def first_try_left_in(p):
    """A wrong line disappears under the right one.

    Hint: There are two lines of the same name, and one of them holds other numbers.
    """
    p = np.asarray(p, float)
    lines = {"cross-entropy": -np.log(p), "MSE": 2 * (1 - p) ** 2}
    for label, line in lines.items():
        plt.plot(p, 1 - p, label=label)
        plt.plot(p, line, label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return p, lines


def one_line_more(p):
    """What is drawn beside is returned as well.

    Hint: You return a third line. Draw it if you like, but do not return it.
    """
    p = np.asarray(p, float)
    lines = {"cross-entropy": -np.log(p), "MSE": 2 * (1 - p) ** 2}
    lines["true class alone"] = (1 - p) ** 2
    for label, line in lines.items():
        plt.plot(p, line, label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return p, lines


def nan_where_sure(p):
    """Both classes go into the formula.

    Hint: Where p is 1 the other class has probability 0, and 0 times its logarithm is
    nan in numpy. It counts as 0.
    """
    p = np.asarray(p, float)
    lines = {
        "cross-entropy": -(1.0 * np.log(p) + 0.0 * np.log(1 - p)),
        "MSE": 2 * (1 - p) ** 2,
    }
    for label, line in lines.items():
        plt.plot(p, line, label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return p, lines


def rounded_for_the_picture(p):
    """Two digits are enough for a picture.

    Hint: You round the probabilities before you draw. The lines hold exactly the
    numbers that you return.
    """
    p = np.asarray(p, float)
    lines = {"cross-entropy": -np.log(p), "MSE": 2 * (1 - p) ** 2}
    for label, line in lines.items():
        plt.plot(np.round(p, 2), line, label=label)
    plt.xlabel("p"), plt.ylabel("loss"), plt.title("Losses"), plt.legend()
    return p, lines
