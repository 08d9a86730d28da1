"""Wrong answers to `plot_numberings`, each with what to say about it."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.one_hot.reference import fit_least_squares, one_hot, renumber_accuracy


def draws_nothing(X, y, orders):
    """The numbers are what counts.

    Hint: The numbers are right, but there is no picture.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    return places, lines


def no_axis_labels(X, y, orders):
    """Everybody knows what is on the axes.

    Hint: Name both axes: which quantity runs to the right, which upwards?
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    plt.title("Numberings"), plt.legend()
    return places, lines


def no_label_upwards(X, y, orders):
    """One axis label is enough.

    Hint: Only the x axis has a label.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    plt.xlabel("numbering"), plt.title("Numberings"), plt.legend()
    return places, lines


def unlabelled_lines(X, y, orders):
    """Colours are enough to tell lines apart.

    Hint: The lines carry no labels, so a legend cannot name them.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    for line in lines.values():
        plt.plot(places, line)
    plt.xlabel("numbering"), plt.ylabel("accuracy"), plt.title("Numberings")
    return places, lines


def returns_nothing(X, y, orders):
    """A plot is for looking at.

    Hint: The picture is there, but the function returns nothing.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    (
        plt.xlabel("numbering"),
        plt.ylabel("accuracy"),
        plt.title("Numberings"),
        plt.legend(),
    )


def returns_the_lines_alone(X, y, orders):
    """The x axis is known.

    Hint: You return one thing; two are asked for: what runs to the right, and the
    lines.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    (
        plt.xlabel("numbering"),
        plt.ylabel("accuracy"),
        plt.title("Numberings"),
        plt.legend(),
    )
    return lines


def axes_swapped(X, y, orders):
    """It does not matter which axis is which.

    Hint: Your picture is turned: x and y are swapped.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    for label, line in lines.items():
        plt.plot(line, places, label=label)
    (
        plt.xlabel("accuracy"),
        plt.ylabel("numbering"),
        plt.title("Numberings"),
        plt.legend(),
    )
    return places, lines


def last_point_missing(X, y, orders):
    """A range stops before its end.

    Hint: The last point is missing.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    places, lines = places[:-1], {name: line[:-1] for name, line in lines.items()}
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    (
        plt.xlabel("numbering"),
        plt.ylabel("accuracy"),
        plt.title("Numberings"),
        plt.legend(),
    )
    return places, lines


def lines_swapped(X, y, orders):
    """The level line is class numbers.

    Hint: Two names are swapped: which way does not care about numbering?
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    lines = {"class numbers": lines["one-hot"], "one-hot": lines["class numbers"]}
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    (
        plt.xlabel("numbering"),
        plt.ylabel("accuracy"),
        plt.title("Numberings"),
        plt.legend(),
    )
    return places, lines


def percent(X, y, orders):
    """An accuracy is given in percent.

    Hint: You draw percent; fractions from 0 to 1 are asked for.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    lines = {name: 100 * np.array(line) for name, line in lines.items()}
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    (
        plt.xlabel("numbering"),
        plt.ylabel("accuracy"),
        plt.title("Numberings"),
        plt.legend(),
    )
    return places, lines


def counts_from_one(X, y, orders):
    """The first place is 1.

    Hint: Places count from 0.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = 1 + np.arange(len(orders))
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    (
        plt.xlabel("numbering"),
        plt.ylabel("accuracy"),
        plt.title("Numberings"),
        plt.legend(),
    )
    return places, lines


def sorted_by_accuracy(X, y, orders):
    """Lines look better when sorted.

    Hint: The accuracies no longer belong to their orders: you sorted them.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    lines = {name: np.sort(line) for name, line in lines.items()}
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    (
        plt.xlabel("numbering"),
        plt.ylabel("accuracy"),
        plt.title("Numberings"),
        plt.legend(),
    )
    return places, lines


def classes_of_the_rows(X, y, orders):
    """The best flower of each class is predicted.

    Hint: `argmax` runs along the wrong axis: for each flower the largest of its
    outputs is asked for.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(
            np.mean(outputs.argmax(axis=0) == np.arange(len(order)))
        )
    places = np.arange(len(orders))
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    (
        plt.xlabel("numbering"),
        plt.ylabel("accuracy"),
        plt.title("Numberings"),
        plt.legend(),
    )
    return places, lines


def compares_with_the_old_numbers(X, y, orders):
    """The labels are y.

    Hint: The outputs are fitted to new numbers, so compare with those.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == np.asarray(y)))
    places = np.arange(len(orders))
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    (
        plt.xlabel("numbering"),
        plt.ylabel("accuracy"),
        plt.title("Numberings"),
        plt.legend(),
    )
    return places, lines


def outputs_above_one_half(X, y, orders):
    """An output of one half or more is a yes.

    Hint: You count outputs on the right side of one half. The class of the largest
    output is asked for.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(
            np.mean(((outputs > 1 / 2) == one_hot(numbers, len(order))).all(axis=1))
        )
    places = np.arange(len(orders))
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    (
        plt.xlabel("numbering"),
        plt.ylabel("accuracy"),
        plt.title("Numberings"),
        plt.legend(),
    )
    return places, lines


def one_hot_alone(X, y, orders):
    """One-hot is the winner.

    Hint: Only one line is there; both are asked for.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    lines = {"one-hot": lines["one-hot"]}
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    (
        plt.xlabel("numbering"),
        plt.ylabel("accuracy"),
        plt.title("Numberings"),
        plt.legend(),
    )
    return places, lines


def three_classes(X, y, orders):
    """There are three classes.

    Hint: The irises have three classes. The length of an order says how many there are.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, 3))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    plt.xlabel("numbering"), plt.ylabel("accuracy"), plt.title("Numberings")
    plt.legend()
    return places, lines


def first_try_left_in(X, y, orders):
    """A wrong line disappears under the right one.

    Hint: There are two lines of the same name, and one of them holds other numbers.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    for label, line in lines.items():
        plt.plot(places, places, label=label)
        plt.plot(places, line, label=label)
    plt.xlabel("numbering"), plt.ylabel("accuracy"), plt.title("Numberings")
    plt.legend()
    return places, lines


def one_line_more(X, y, orders):
    """What is drawn beside is returned as well.

    Hint: You return a third line. Draw it if you like, but do not return it.
    """
    X, lines = np.asarray(X), {"class numbers": [], "one-hot": []}
    for order in orders:
        numbers = np.asarray(order)[np.asarray(y)]
        weights = fit_least_squares(X, one_hot(numbers, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["class numbers"].append(renumber_accuracy(X, y, order))
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == numbers))
    places = np.arange(len(orders))
    lines["chance"] = np.full(len(orders), 1 / 3)
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    plt.xlabel("numbering"), plt.ylabel("accuracy"), plt.title("Numberings")
    plt.legend()
    return places, lines


def renumbers_y_itself(X, y, orders):
    """The new numbers take the place of the old ones.

    Hint: You write the new numbers into the caller's own `y`. Leave it as it is.
    """
    X, y, lines = np.asarray(X), np.asarray(y), {"class numbers": [], "one-hot": []}
    old = y.copy()
    for order in orders:
        lines["class numbers"].append(renumber_accuracy(X, old, order))
        y[:] = np.asarray(order)[old]
        weights = fit_least_squares(X, one_hot(y, len(order)))
        outputs = weights[0] + X @ weights[1:]
        lines["one-hot"].append(np.mean(outputs.argmax(axis=1) == y))
    places = np.arange(len(orders))
    for label, line in lines.items():
        plt.plot(places, line, label=label)
    plt.xlabel("numbering"), plt.ylabel("accuracy"), plt.title("Numberings")
    plt.legend()
    return places, lines
