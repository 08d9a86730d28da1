"""Other right answers to `renumber_accuracy`."""

import numpy as np

from solutions.one_hot.reference import fit_least_squares, linear_outputs, predict_index


def loop(X, y, order):
    """Count the right ones in a loop."""
    numbers = [int(order[c]) for c in y]
    weights = fit_least_squares(X, numbers)
    right = 0
    for x, number in zip(X, numbers, strict=True):
        score = weights[0] + np.dot(weights[1:], x)
        right += predict_index([score], len(order))[0] == number
    return right / len(numbers)


def with_a_column_of_ones(X, y, order):
    """Put ones before X for the scores as well."""
    numbers = np.take(order, y).astype(float)
    A = np.insert(np.asarray(X, dtype=float), 0, 1, axis=1)
    scores = A @ fit_least_squares(X, numbers)
    return np.mean(predict_index(scores, len(order)) == numbers)


def on_its_own(X, y, order):
    """Call none of the earlier exercises."""
    order = np.asarray(order, dtype=int)
    T = order[np.asarray(y, dtype=int)]
    A = np.column_stack((np.ones(len(T)), X))
    fitted = A @ np.linalg.pinv(A) @ T
    guess = np.clip(fitted.round(), 0, order.size - 1)
    return float((guess == T).sum() / T.size)


def masks_into_a_copy(X, y, order):
    """Write the new numbers into an array of their own, class by class."""
    y = np.asarray(y)
    numbers = np.zeros(y.shape, dtype=int)
    for old in range(len(order)):
        numbers[y == old] = order[old]
    weights = np.asarray(fit_least_squares(X, numbers))
    scores = linear_outputs(weights[None, 1:], weights[:1], X)[:, 0]
    return np.array(np.mean(predict_index(scores, len(order)) == numbers))


def back_in_old_names(X, y, order):
    """Translate the predicted numbers back and compare the old classes."""
    old = np.argsort(order)
    weights = fit_least_squares(X, np.asarray(order)[np.asarray(y)])
    predicted = predict_index(weights[0] + np.asarray(X) @ weights[1:], len(order))
    return 1 - np.count_nonzero(old[predicted] != np.asarray(y)) / len(y)


def a_dictionary(X, y, order):
    """Look the numbers up in a dictionary; leave wide margins to rounding."""
    new = dict(enumerate(order))
    T = np.array([float(new[int(c)]) for c in y])
    weights = fit_least_squares(np.array(X), T)
    scores = np.array(X) @ weights[1:] + weights[0]
    hits = np.abs(np.clip(scores, 0, len(new) - 1) - T) < 1 / 2
    return hits.mean()
