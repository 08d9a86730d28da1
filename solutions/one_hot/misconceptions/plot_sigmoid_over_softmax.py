"""Wrong answers to `plot_sigmoid_over_softmax`, each with what to say about it."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.one_hot.reference import sigmoid, softmax


def draws_nothing(z):
    """The numbers are what counts.

    Hint: The numbers are right, but there is no picture.
    """
    soft = np.array([softmax([gap, 0.0])[0] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    return z, lines


def no_axis_labels(z):
    """Everybody knows what is on the axes.

    Hint: Name both axes: which quantity runs to the right, which upwards?
    """
    soft = np.array([softmax([gap, 0.0])[0] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.title("S"), plt.legend()
    return z, lines


def no_label_upwards(z):
    """One axis label is enough.

    Hint: Only the x axis has a label.
    """
    soft = np.array([softmax([gap, 0.0])[0] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.title("S"), plt.legend()
    return z, lines


def unlabelled_lines(z):
    """Colours are enough to tell lines apart.

    Hint: The lines carry no labels, so a legend cannot name them.
    """
    soft = np.array([softmax([gap, 0.0])[0] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    for line in lines.values():
        plt.plot(z, line)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("S")
    return z, lines


def returns_nothing(z):
    """A plot is for looking at.

    Hint: The picture is there, but the function returns nothing.
    """
    soft = np.array([softmax([gap, 0.0])[0] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("S"), plt.legend()


def returns_the_lines_alone(z):
    """The x axis is known.

    Hint: You return one thing; two are asked for: what runs to the right, and the
    lines.
    """
    soft = np.array([softmax([gap, 0.0])[0] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("S"), plt.legend()
    return lines


def axes_swapped(z):
    """It does not matter which axis is which.

    Hint: Your picture is turned: x and y are swapped.
    """
    soft = np.array([softmax([gap, 0.0])[0] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    for label, line in lines.items():
        plt.plot(line, z, label=label)
    plt.xlabel("probability"), plt.ylabel("z"), plt.title("S"), plt.legend()
    return z, lines


def last_point_missing(z):
    """A range stops before its end.

    Hint: The last point is missing.
    """
    soft = np.array([softmax([gap, 0.0])[0] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    z, lines = z[:-1], {name: line[:-1] for name, line in lines.items()}
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("S"), plt.legend()
    return z, lines


def second_class(z):
    """Class 1 has index 1.

    Hint: Your softmax line falls: it is the second class's probability.
    """
    soft = np.array([softmax([gap, 0.0])[1] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("S"), plt.legend()
    return z, lines


def gap_to_either_side(z):
    """The logits are −z and z.

    Hint: The two logits lie 2 z apart, so your softmax line is too steep.
    """
    soft = np.array([softmax([gap, -gap])[0] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("S"), plt.legend()
    return z, lines


def softmax_over_z(z):
    """Softmax of z.

    Hint: You take softmax over all of z, as if each point were a class. Each z
    makes a pair of logits.
    """
    soft = softmax(np.asarray(z))
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("S"), plt.legend()
    return z, lines


def against_one(z):
    """The other logit is 1.

    Hint: Your softmax line is shifted: the second logit is 0.
    """
    soft = np.array([softmax([gap, 1.0])[0] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("S"), plt.legend()
    return z, lines


def softmax_alone(z):
    """They are the same anyway.

    Hint: Only one line is there; both are asked for.
    """
    soft = np.array([softmax([gap, 0.0])[0] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    lines = {"softmax": lines["softmax"]}
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("S"), plt.legend()
    return z, lines


def the_difference(z):
    """The difference shows that they are equal.

    Hint: You draw differences; the two curves themselves are asked for.
    """
    soft = np.array([softmax([gap, 0.0])[0] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(np.asarray(z))}
    lines = {"softmax": soft - lines["sigmoid"], "sigmoid": 0 * soft}
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("S"), plt.legend()
    return z, lines


def sign_of_z(z):
    """The sigmoid takes the second minus the first.

    Hint: Your sigmoid line falls where softmax rises: watch the sign.
    """
    soft = np.array([softmax([gap, 0.0])[0] for gap in z])
    lines = {"softmax": soft, "sigmoid": sigmoid(-np.asarray(z))}
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("S"), plt.legend()
    return z, lines


def sorts_z(z):
    """A curve runs from left to right.

    Hint: You sort z. Each number is returned in its given place.
    """
    z = np.sort(z)
    probs = softmax(np.column_stack([z, np.zeros(len(z))]))[:, 0]
    lines = {"softmax": probs, "sigmoid": sigmoid(z)}
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("Both"), plt.legend()
    return z, lines


def sorts_in_place(z):
    """The caller's numbers may as well be sorted.

    Hint: You sort the caller's own array. Leave it as it is.
    """
    z = np.asarray(z)
    probs = softmax(np.column_stack([z, np.zeros(len(z))]))[:, 0]
    lines = {"softmax": probs, "sigmoid": sigmoid(z)}
    given = z.copy()
    z.sort()
    for label, line in lines.items():
        plt.plot(z, line[np.argsort(given)], label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("Both"), plt.legend()
    return given, lines


def first_try_left_in(z):
    """A wrong line disappears under the right one.

    Hint: There are two lines of the same name, and one of them holds other numbers.
    """
    probs = softmax(np.column_stack([z, np.zeros(len(z))]))[:, 0]
    lines = {"softmax": probs, "sigmoid": sigmoid(z)}
    for label, line in lines.items():
        plt.plot(z, 1 - line, label=label)
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("Both"), plt.legend()
    return z, lines


def one_line_more(z):
    """What is drawn beside is returned as well.

    Hint: You return a third line. Draw it if you like, but do not return it.
    """
    probs = softmax(np.column_stack([z, np.zeros(len(z))]))[:, 0]
    lines = {"softmax": probs, "sigmoid": sigmoid(z)}
    lines["difference"] = lines["softmax"] - lines["sigmoid"]
    for label, line in lines.items():
        plt.plot(z, line, label=label)
    plt.xlabel("z"), plt.ylabel("probability"), plt.title("Both"), plt.legend()
    return z, lines
