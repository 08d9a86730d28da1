"""Wrong answers to `renumber_accuracy`, each with what to say about it."""

import numpy as np

from solutions.one_hot.reference import fit_least_squares, one_hot, predict_index


def order_backwards(X, y, order):
    """`order` lists the classes in their new order.

    Hint: You read `order` the other way round: order[c] is the new number of class c,
    not the class with number c.
    """
    T = np.argsort(np.asarray(order))[np.asarray(y)]
    weights = fit_least_squares(X, T)
    scores = weights[0] + np.asarray(X) @ weights[1:]
    return np.mean(predict_index(scores, len(order)) == T)


def compares_with_the_old_numbers(X, y, order):
    """The labels are y.

    Hint: You fit new numbers and compare the predictions with the old ones.
    """
    weights = fit_least_squares(X, np.asarray(order)[np.asarray(y)])
    scores = weights[0] + np.asarray(X) @ weights[1:]
    return np.mean(predict_index(scores, len(order)) == np.asarray(y))


def renumbers_the_predictions(X, y, order):
    """Renumbering afterwards is the same.

    Hint: You fit the old numbers and rename what comes out, so the order cannot matter.
    Fit the new numbers.
    """
    order, y = np.asarray(order), np.asarray(y)
    weights = fit_least_squares(X, y)
    scores = weights[0] + np.asarray(X) @ weights[1:]
    return np.mean(order[predict_index(scores, len(order))] == order[y])


def ignores_the_order(X, y, order):
    """The classes have numbers already.

    Hint: The order plays no role in your result.
    """
    weights = fit_least_squares(X, y)
    scores = weights[0] + np.asarray(X) @ weights[1:]
    return np.mean(predict_index(scores, len(order)) == np.asarray(y))


def renumbers_one_after_the_other(X, y, order):
    """Classes can be replaced one by one.

    Hint: When class 0 has become 1, the next step takes it for the old class 1. Write
    the new numbers into an array of their own.
    """
    T = np.array(y, dtype=int)
    for old, new in enumerate(order):
        T[np.equal(T, old)] = new
    weights = fit_least_squares(X, T)
    scores = weights[0] + np.asarray(X) @ weights[1:]
    return np.mean(predict_index(scores, len(order)) == T)


def writes_into_y(X, y, order):
    """The new numbers can take the place of the old ones.

    Hint: You write the new numbers into the caller's own y.
    """
    numbers = np.asarray(order)[np.asarray(y)]
    weights = fit_least_squares(X, numbers)
    scores = weights[0] + np.asarray(X) @ weights[1:]
    for place, number in enumerate(numbers):
        y[place] = number
    return np.mean(predict_index(scores, len(order)) == numbers)


def no_rounding(X, y, order):
    """A score is right when it equals the number.

    Hint: Hardly any score equals its number exactly. Take the nearest class first.
    """
    numbers = np.asarray(order)[np.asarray(y)]
    weights = fit_least_squares(X, numbers)
    return np.mean(weights[0] + np.asarray(X) @ weights[1:] == numbers)


def rounds_without_clipping(X, y, order):
    """Rounding is enough.

    Hint: Scores beyond the last class belong to the last class; yours count as wrong.
    """
    numbers = np.asarray(order)[np.asarray(y)]
    weights = fit_least_squares(X, numbers)
    return np.mean(np.round(weights[0] + np.asarray(X) @ weights[1:]) == numbers)


def forgets_the_bias(X, y, order):
    """The scores are X times the weights.

    Hint: The bias, row 0 of the coefficients, is missing from your scores.
    """
    numbers = np.asarray(order)[np.asarray(y)]
    weights = fit_least_squares(X, numbers)
    scores = np.asarray(X) @ weights[1:]
    return np.mean(predict_index(scores, len(order)) == numbers)


def percent(X, y, order):
    """An accuracy is given in percent.

    Hint: You give percent; a fraction from 0 to 1 is asked for.
    """
    numbers = np.asarray(order)[np.asarray(y)]
    weights = fit_least_squares(X, numbers)
    scores = weights[0] + np.asarray(X) @ weights[1:]
    return 100 * np.mean(predict_index(scores, len(order)) == numbers)


def number_of_right_ones(X, y, order):
    """The accuracy counts the right ones.

    Hint: You give a count; the fraction of the examples is asked for.
    """
    numbers = np.asarray(order)[np.asarray(y)]
    weights = fit_least_squares(X, numbers)
    scores = weights[0] + np.asarray(X) @ weights[1:]
    return np.sum(predict_index(scores, len(order)) == numbers)


def error_rate(X, y, order):
    """The fraction of differences is what counts.

    Hint: You count the wrong ones. The accuracy is the fraction of right ones.
    """
    numbers = np.asarray(order)[np.asarray(y)]
    weights = fit_least_squares(X, numbers)
    scores = weights[0] + np.asarray(X) @ weights[1:]
    return np.mean(predict_index(scores, len(order)) != numbers)


def one_hot_instead(X, y, order):
    """One-hot vectors are better anyway.

    Hint: You fit one-hot vectors. Here the class numbers themselves are fitted.
    """
    numbers = np.asarray(order)[np.asarray(y)]
    weights = fit_least_squares(X, one_hot(numbers, len(order)))
    outputs = weights[0] + np.asarray(X) @ weights[1:]
    return np.mean(outputs.argmax(axis=1) == numbers)


def counts_classes_in_y(X, y, order):
    """There are as many classes as y has.

    Hint: A class may have no example. The number of classes is the length of `order`.
    """
    numbers = np.asarray(order)[np.asarray(y)]
    weights = fit_least_squares(X, numbers)
    scores = weights[0] + np.asarray(X) @ weights[1:]
    return np.mean(predict_index(scores, len(np.unique(y))) == numbers)


def numbers_that_occur(X, y, order):
    """The predicted numbers lie between the smallest and the largest that occur.

    Hint: A class may have no example, and still its number may be predicted. Clip at 0
    and k − 1; k is the length of `order`.
    """
    numbers = np.asarray(order)[np.asarray(y)]
    weights = fit_least_squares(X, numbers)
    nearest = np.round(weights[0] + np.asarray(X) @ weights[1:])
    return float(np.mean(np.clip(nearest, numbers.min(), numbers.max()) == numbers))
