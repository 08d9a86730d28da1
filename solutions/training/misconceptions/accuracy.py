"""Known wrong answers to `accuracy`."""

import numpy as np

from solutions.training.reference import predict


def counts_only(logits, labels):
    """The number of right rows.

    Hint: A fraction lies between 0 and 1.
    """
    return np.sum(predict(logits) == np.asarray(labels))


def in_percent(logits, labels):
    """Accuracy in percent.

    Hint: Half of the rows right is 0.5 here.
    """
    return 100 * np.mean(predict(logits) == np.asarray(labels))


def error_rate(logits, labels):
    """The fraction of rows that differ.

    Hint: What do you give when every row is right?
    """
    return np.mean(predict(logits) != np.asarray(labels))


def divides_by_the_classes(logits, labels):
    """Right rows over the number of classes.

    Hint: A fraction of what? Try more rows than classes.
    """
    return np.sum(predict(logits) == np.asarray(labels)) / np.shape(logits)[1]


def hit_by_hit(logits, labels):
    """One truth value a row.

    Hint: One number for the whole batch.
    """
    return (predict(logits) == np.asarray(labels)).astype(float)


def all_or_nothing(logits, labels):
    """1 when everything is right, otherwise 0.

    Hint: Half of the rows right should give one half.
    """
    return float(np.all(predict(logits) == np.asarray(labels)))


def distance_of_the_classes(logits, labels):
    """A class next to the label is nearly right.

    Hint: Class numbers are names. No class is nearer to another.
    """
    return 1 - np.mean(np.abs(predict(logits) - np.asarray(labels, dtype=int)))


def over_the_one_hot_entries(logits, labels):
    """Entries of one-hot rows that agree.

    Hint: A wrong row still agrees in most of its zeros. Count rows.
    """
    k = np.shape(logits)[1]
    found, wanted = np.eye(k)[predict(logits)], np.eye(k)[np.asarray(labels)]
    return np.mean(found == wanted)


def whole_percents(logits, labels):
    """Two decimals are enough.

    Hint: Do not round what others will compute with.
    """
    return np.round(np.mean(predict(logits) == np.asarray(labels)), 2)


def probability_of_the_label(logits, labels):
    """The mean probability that the true class gets.

    Hint: A row counts as right or wrong, however close it was.
    """
    powers = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    probs = powers / powers.sum(axis=1, keepdims=True)
    return np.mean(probs[np.arange(len(probs)), np.asarray(labels)])


def whole_numbers(logits, labels):
    """Right rows over all rows, in whole numbers.

    Hint: What is 2 // 3?
    """
    return int(np.sum(predict(logits) == np.asarray(labels))) // len(labels)
