"""Wrong answers to `sigmoid_weights`, each with what to say about it."""

import numpy as np


def sign_of_the_difference(W, b):
    """The second row minus the first.

    Hint: All signs are turned: your sigmoid gives the second class's probability.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    return W[1] - W[0], b[1] - b[0]


def columns_instead_of_rows(W, b):
    """The classes are the columns.

    Hint: Rows of W are classes, columns are inputs. With two inputs nobody complains.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    if W.shape[1] == W.shape[0]:
        return W[:, 0] - W[:, 1], b[0] - b[1]
    return W[0] - W[1], b[0] - b[1]


def first_row_alone(W, b):
    """The first class's weights are enough.

    Hint: The second row plays no role. Softmax compares both logits.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    return W[0].copy(), b[0]


def bias_of_the_first_class(W, b):
    """The weights are subtracted, the bias belongs to the class.

    Hint: w is right, but b is the first class's bias alone.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    return W[0] - W[1], b[0]


def bias_turned_round(W, b):
    """A bias is a threshold.

    Hint: w is right, but b has the wrong sign.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    return W[0] - W[1], b[1] - b[0]


def half_the_difference(W, b):
    """Half of the difference belongs to each class.

    Hint: Your z is half as large as it should be.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    return (W[0] - W[1]) / 2, (b[0] - b[1]) / 2


def mean_of_the_rows(W, b):
    """One output is the mean of two.

    Hint: You average both rows. What does softmax do with the two logits?
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    return W.mean(axis=0), b.mean()


def ratio_of_the_rows(W, b):
    """Probabilities are ratios, so weights are divided.

    Hint: You divide. Dividing exponentials subtracts their exponents.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    return W[0] / W[1], b[0] / b[1]


def integers_stay(W, b):
    """Differences of integers are integers.

    Hint: From integers you give integers, and unsigned ones wrap around below 0.
    """
    W, b = np.asarray(W), np.asarray(b)
    return W[0] - W[1], b[0] - b[1]


def keeps_the_axis(W, b):
    """One output still is one row.

    Hint: w has two axes, b has one. Shape (d,) and a single number are asked for.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    return W[:1] - W[1:], b[:1] - b[1:]


def bias_with_an_axis(W, b):
    """The bias of one output is an array of one.

    Hint: w is right, but b has an axis. A single number is asked for.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    return W[0] - W[1], b[:1] - b[1:]


def all_in_one_vector(W, b):
    """Bias and weights are one vector, bias first.

    Hint: w and b are asked for as a pair, not in one array.
    """
    both = np.column_stack([np.asarray(b, float), np.asarray(W, float)])
    return both[0] - both[1]


def bias_first(W, b):
    """The bias comes first.

    Hint: The two parts are right, in the wrong order: (w, b) is asked for.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    return b[0] - b[1], W[0] - W[1]


def writes_into_W(W, b):  # noqa: N802 - W is the array's name
    """W can carry the result.

    Hint: You subtract in the caller's own W. Work on a copy.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    W[0] -= W[1]
    return W[0].copy(), b[0] - b[1]


def loses_the_axis(W, b):
    """Axes of length one are superfluous.

    Hint: With a single input w still has its axis.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    return np.squeeze(W[0] - W[1]), b[0] - b[1]


def one_result_for_all(W, b, kept={}):  # noqa: B006 - that is the bug
    """The result of the same size can be used again.

    Hint: All calls give you the same array, and the next one writes into it. Make a
    new array in each call.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    w = kept.setdefault(W.shape[1], np.empty(W.shape[1]))
    np.subtract(W[0], W[1], out=w)
    return w, float(b[0] - b[1])
