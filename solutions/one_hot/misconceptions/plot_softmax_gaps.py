"""Wrong answers to `plot_softmax_gaps`, each with what to say about it."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.one_hot.reference import softmax


def draws_nothing(logits, factors):
    """The numbers are what counts.

    Hint: The numbers are right, but there is no picture.
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    return factors, lines


def no_axis_labels(logits, factors):
    """Everybody knows what is on the axes.

    Hint: Name both axes: which quantity runs to the right, which upwards?
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.title("Gaps"), plt.legend()
    return factors, lines


def no_label_upwards(logits, factors):
    """One axis label is enough.

    Hint: Only the x axis has a label.
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.title("Gaps"), plt.legend()
    return factors, lines


def unlabelled_lines(logits, factors):
    """Colours are enough to tell lines apart.

    Hint: The lines carry no labels, so a legend cannot name them.
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for line in lines.values():
        plt.plot(factors, line)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps")
    return factors, lines


def returns_nothing(logits, factors):
    """A plot is for looking at.

    Hint: The picture is there, but the function returns nothing.
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()


def returns_the_lines_alone(logits, factors):
    """The x axis is known.

    Hint: You return one thing; two are asked for: what runs to the right, and the
    lines.
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return lines


def axes_swapped(logits, factors):
    """It does not matter which axis is which.

    Hint: Your picture is turned: x and y are swapped.
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(line, factors, label=label)
    plt.xlabel("probability"), plt.ylabel("factor"), plt.title("Gaps"), plt.legend()
    return factors, lines


def last_point_missing(logits, factors):
    """A range stops before its end.

    Hint: The last point is missing.
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    factors, lines = factors[:-1], {name: line[:-1] for name, line in lines.items()}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, lines


def adds_instead_of_multiplying(logits, factors):
    """A factor raises the logits.

    Hint: Your lines are level: you add the factor to all logits, and softmax does
    not mind.
    """
    probs = np.array([softmax(factor + np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, lines


def factor_on_the_probabilities(logits, factors):
    """The probabilities are multiplied.

    Hint: You multiply the probabilities. The factor belongs to the logits, before
    softmax.
    """
    probs = np.array([factor * softmax(np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, lines


def softmax_along_the_factors(logits, factors):
    """Softmax goes down the columns.

    Hint: Softmax runs along the factors; for each factor the classes should sum to
    1.
    """
    probs = softmax(np.outer(factors, logits), axis=0)
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, lines


def divides_by_the_factor(logits, factors):
    """A factor is a temperature.

    Hint: You divide by the factor: the gaps shrink where they should grow.
    """
    probs = np.array(
        [softmax(np.asarray(logits) / (factor + 1e-9)) for factor in factors]
    )
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, lines


def counts_from_one(logits, factors):
    """The first class is class 1.

    Hint: Classes count from 0: the labels begin with `class 0`.
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c + 1}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, lines


def winner_alone(logits, factors):
    """Only the largest probability matters.

    Hint: One line is there; each class has one.
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    lines = {"class 0": probs.max(axis=1)}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, lines


def lines_of_logits(logits, factors):
    """Logits are what the network says.

    Hint: You draw the logits; their softmax is asked for.
    """
    probs = np.array([factor * np.asarray(logits) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, lines


def sorts_the_factors(logits, factors):
    """A curve runs from left to right.

    Hint: You sort the factors. Each number is returned in its given place.
    """
    factors = np.sort(factors)
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, lines


def sorts_in_place(logits, factors):
    """The caller's factors may as well be sorted.

    Hint: You sort the caller's own array. Leave it as it is.
    """
    factors = np.asarray(factors)
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    given = factors.copy()
    factors.sort()
    for label, line in lines.items():
        plt.plot(factors, line[np.argsort(given)], label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return given, lines


def first_try_left_in(logits, factors):
    """A wrong line disappears under the right one.

    Hint: There are two lines of the same name, and one of them holds other numbers.
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(factors, 1 - line, label=label)
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, lines


def one_line_more(logits, factors):
    """What is drawn beside is returned as well.

    Hint: You return a line more than the classes have. Draw it, but do not return it.
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    lines["sum"] = probs.sum(axis=1)
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, lines


def three_classes(logits, factors):
    """There are three classes.

    Hint: The example in the lecture has three classes. `logits` says how many there
    are.
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(3)}
    for label, line in lines.items():
        plt.plot(factors, line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, lines


def rounded_for_the_picture(logits, factors):
    """Two digits are enough for a picture.

    Hint: You round the factors before you draw. The lines hold exactly the numbers that
    you return.
    """
    probs = np.array([softmax(factor * np.asarray(logits)) for factor in factors])
    lines = {f"class {c}": probs[:, c] for c in range(len(logits))}
    for label, line in lines.items():
        plt.plot(np.round(factors, 2), line, label=label)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, lines
