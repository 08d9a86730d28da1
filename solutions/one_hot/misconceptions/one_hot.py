"""Wrong answers to `one_hot`, each with what to say about it."""

import numpy as np


def rows_of_the_identity(labels, num_classes):
    """Indexing the identity matrix does it all.

    Hint: numpy takes −1 for the last class without a word, and a label too large raises
    IndexError. Look at the labels first, and raise ValueError.
    """
    return np.eye(num_classes)[np.asarray(labels)]


def checks_above_only(labels, num_classes):
    """A label that is too large is the only danger.

    Hint: A label below 0 goes through: numpy counts it from the end.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError
    if labels.size and labels.max() >= num_classes:
        raise ValueError
    return np.eye(num_classes)[labels]


def allows_one_class_too_many(labels, num_classes):
    """Labels go up to num_classes.

    Hint: num_classes itself is not a label: they go from 0 to num_classes − 1.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError
    if labels.size and (labels.min() < 0 or labels.max() > num_classes):
        raise ValueError
    return (labels[..., None] == np.arange(num_classes)).astype(float)


def rows_of_zeros(labels, num_classes):
    """A label that is no class gets no one.

    Hint: A wrong label silently becomes a row of zeros. It should raise ValueError.
    """
    labels = np.asarray(labels)
    return (labels[..., None] == np.arange(num_classes)).astype(float)


def clips_labels(labels, num_classes):
    """Labels out of range are brought back into it.

    Hint: A wrong label silently becomes another class. It should raise ValueError.
    """
    labels = np.clip(np.asarray(labels).astype(int), 0, num_classes - 1)
    return np.eye(num_classes)[labels]


def converts_to_int(labels, num_classes):
    """Labels are converted to integers.

    Hint: 1.5 silently becomes class 1. It should raise ValueError or TypeError.
    """
    labels = np.asarray(labels).astype(int)
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError
    return np.eye(num_classes)[labels]


def integer_squares(labels, num_classes):
    """Zeros and ones are integers.

    Hint: The squares are right, but they are integers; float64 is asked for.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError
    return np.eye(num_classes, dtype=int)[labels]


def true_and_false(labels, num_classes):
    """True is as good as one.

    Hint: The squares are right, but they hold True and False; float64 is asked for.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError
    return labels[..., None] == np.arange(num_classes)


def one_axis_only(labels, num_classes):
    """Labels are a list.

    Hint: Labels may have any shape, also none at all: a single label, a table.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError
    out = np.zeros((len(labels), num_classes))
    out[np.arange(len(labels)), labels] = 1
    return out


def flattens(labels, num_classes):
    """Each label is a row.

    Hint: A table of labels keeps its shape; the classes are one more axis.
    """
    labels = np.asarray(labels).reshape(-1)
    if labels.dtype.kind not in "iu":
        raise TypeError
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError
    return np.eye(num_classes)[labels]


def classes_in_rows(labels, num_classes):
    """Classes are rows.

    Hint: Your result is turned: each label is a row, each class a column.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError
    return np.eye(num_classes)[labels].T


def counts_from_one(labels, num_classes):
    """The first class is 1.

    Hint: Labels count from 0: label 0 has its one in the first column.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError
    return np.eye(num_classes)[labels - 1]


def as_many_classes_as_occur(labels, num_classes):
    """The largest label says how many classes there are.

    Hint: Some classes may not occur. The number of columns is num_classes.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError
    return np.eye(labels.max() + 1)[labels]


def ranks_of_labels(labels, num_classes):
    """The classes are those that occur, in order.

    Hint: You number the labels that occur anew. Label 2 belongs to column 2, also where
    nothing is labelled 1.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError
    ranks = np.searchsorted(np.unique(labels), labels)
    return np.eye(num_classes)[ranks]


def no_empty_batch(labels, num_classes):
    """There is always a label.

    Hint: No labels have no smallest one: `min` of nothing raises an error.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError
    return np.eye(num_classes)[labels]


def asserts(labels, num_classes):
    """An assertion is an error like any other.

    Hint: `assert` raises AssertionError, and not even that under `python -O`. Raise
    ValueError.
    """
    labels = np.asarray(labels)
    assert labels.dtype.kind in "iu"
    assert np.all((labels >= 0) & (labels < num_classes))
    return np.eye(num_classes)[labels]


def complains_in_print(labels, num_classes):
    """A message tells the user.

    Hint: A printed line stops nothing. `raise ValueError(...)` does.
    """
    labels = np.asarray(labels)
    if np.any((labels < 0) | (labels >= num_classes)):
        print("Error: label out of range")
        return None
    return np.eye(num_classes)[labels]


def labels_in_a_byte(labels, num_classes):
    """Class numbers are small.

    Hint: `uint8` ends at 255: label 256 silently becomes class 0, and 999 becomes 231.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError
    return np.eye(num_classes)[labels.astype(np.uint8)]


def checks_the_byte(labels, num_classes):
    """What does not fit into a byte is no label.

    Hint: In `uint8` the label 65536 becomes 0, and −65536 as well, before you look at
    them. Look at the labels as they came.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError
    small = labels.astype(np.uint8)
    if np.any((small < 0) | (small >= num_classes)):
        raise ValueError
    return np.eye(num_classes)[small]


def float64_alone_is_no_integer(labels, num_classes):
    """Labels that are no integers are float64.

    Hint: There are other floats: a label of 1.5 in `float32` becomes 1 in your code.
    Ask whether the labels are of an integer type.
    """
    labels = np.asarray(labels)
    if labels.size and labels.dtype == np.float64:
        raise TypeError
    labels = labels.astype(int)
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError
    return np.eye(num_classes)[labels]
