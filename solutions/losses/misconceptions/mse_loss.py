"""Wrong answers to `mse_loss`, each with what to say about it."""

import numpy as np


def mean_over_everything(probs, targets):
    """Mean square error is the mean of all the squares.

    Hint: You are too small by the number of classes: over the classes it is a sum, the
    mean is over the examples only.
    """
    return np.mean((np.asarray(probs, float) - np.asarray(targets, float)) ** 2)


def sum_over_everything(probs, targets):
    """The loss of a batch is the sum of the examples' errors.

    Hint: A batch of one is right; larger ones are n times too large. The loss is the
    mean over the examples.
    """
    return np.sum((np.asarray(probs, float) - np.asarray(targets, float)) ** 2)


def with_a_half(probs, targets):
    """The square has a ½ in front, as in many books.

    Hint: Everything is half as large as it should be. This loss has no ½ in it.
    """
    error = np.asarray(probs, float) - np.asarray(targets, float)
    return np.mean(np.sum(error**2, axis=1)) / 2


def divided_by_classes(probs, targets):
    """The mean runs over the classes, the sum over the examples.

    Hint: You divided by the number of columns. With n = k nobody would notice.
    """
    error = np.asarray(probs, float) - np.asarray(targets, float)
    return np.sum(np.mean(error**2, axis=1))


def sum_over_the_wrong_axis(probs, targets):
    """Axis 0 is along a row.

    Hint: You summed down the columns and took the mean over the classes; axis=0 runs
    over the examples.
    """
    error = np.asarray(probs, float) - np.asarray(targets, float)
    return np.mean(np.sum(error**2, axis=0))


def root_of_the_mean(probs, targets):
    """The error is the distance between the two rows.

    Hint: Yours is a distance: there is a root in it that the lecture's e does not have.
    """
    error = np.asarray(probs, float) - np.asarray(targets, float)
    return np.mean(np.sqrt(np.sum(error**2, axis=1)))


def absolute_error(probs, targets):
    """The size of an error is its absolute value.

    Hint: You add absolute differences; their squares are asked for.
    """
    error = np.asarray(probs, float) - np.asarray(targets, float)
    return np.mean(np.sum(np.abs(error), axis=1))


def true_class_only(probs, targets):
    """Only the true class counts, as in cross-entropy.

    Hint: The sum in the lecture's e runs over all the classes: a false class with a
    probability above 0 is an error too.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return np.mean(np.sum(targets * (targets - probs) ** 2, axis=1))


def square_of_the_sum(probs, targets):
    """First sum, then square.

    Hint: Differences of opposite sign cancel before you square them. Square each one.
    """
    error = np.asarray(probs, float) - np.asarray(targets, float)
    return np.mean(np.sum(error, axis=1) ** 2)


def difference_of_squares(probs, targets):
    """The difference of the squares is the square of the difference.

    Hint: You square first and subtract then. At probabilities of ½ it should be 0.5.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return np.mean(np.sum(np.abs(targets**2 - probs**2), axis=1))


def softmax_once_more(probs, targets):
    """The predictions have to go through softmax first.

    Hint: You apply softmax to probabilities: a network that is sure and right still has
    a loss. Here the probabilities come ready.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    powers = np.exp(probs)
    powers /= powers.sum(axis=1, keepdims=True)
    return np.mean(np.sum((targets - powers) ** 2, axis=1))


def one_error_per_example(probs, targets):
    """Each example has an error, so there are n of them.

    Hint: You return one number for each example. The loss is their mean, one number.
    """
    error = np.asarray(probs, float) - np.asarray(targets, float)
    return np.sum(error**2, axis=1)


def keeps_an_axis(probs, targets):
    """One number in brackets is one number.

    Hint: The number is right, but it comes in an array with axes. `keepdims` keeps
    them.
    """
    error = np.asarray(probs, float) - np.asarray(targets, float)
    return np.mean(np.sum(error**2, axis=1, keepdims=True), axis=0)


def writes_into_probs(probs, targets):
    """The probabilities are not needed any more.

    Hint: Your function changes `probs`. Use `a - b` instead of `a -= b`.
    """
    probs = np.asarray(probs, float)
    probs -= np.asarray(targets, float)
    return np.mean(np.sum(probs**2, axis=1))


def rounded(probs, targets):
    """Four digits are enough for a loss.

    Hint: Your loss is rounded. Round when you print, not when you compute.
    """
    error = np.asarray(probs, float) - np.asarray(targets, float)
    return round(float(np.mean(np.sum(error**2, axis=1))), 4)


def whole_table_product(probs, targets):
    """A matrix product with the transpose squares and sums.

    Hint: The matrix product pairs every example with every other one. Only each
    example with itself belongs to the loss.
    """
    error = np.asarray(probs, float) - np.asarray(targets, float)
    return np.sum(error @ error.T) / len(error)


def one_result_for_all(probs, targets, kept=np.zeros(())):  # noqa: B008
    """The place for the result can be used again.

    Hint: All calls give you the same array, and the next one writes into it. Give a
    new number in each call.
    """
    errors = np.asarray(targets, float) - np.asarray(probs, float)
    return np.mean(np.sum(errors**2, axis=1), out=kept)
