"""Other right answers to `one_hot`."""

import numpy as np


def rows_of_the_identity(labels, num_classes):
    """Pick rows of the identity matrix, after a look at the labels."""
    labels = np.asarray(labels)
    if not np.issubdtype(labels.dtype, np.integer):
        raise ValueError("labels are not integers")
    if ((labels < 0) | (labels >= num_classes)).any():
        raise ValueError("label out of range")
    return np.eye(num_classes)[labels]


def square_by_square(labels, num_classes):
    """Write the ones in a loop over all positions."""
    labels = np.array(labels)
    out = np.zeros(labels.shape + (num_classes,))  # noqa: RUF005 - as students write it
    for at in np.ndindex(labels.shape):
        label = labels[at]
        if int(label) != label:
            raise TypeError(f"{label} is no integer")
        if not 0 <= label < num_classes:
            raise ValueError(f"{label} is no class")
        out[(*at, int(label))] = 1
    return out


def recursive(labels, num_classes):
    """Take lists apart until a single label is left."""
    if isinstance(labels, np.ndarray) and labels.size == 0:
        return np.zeros((*labels.shape, num_classes))
    if np.ndim(labels) > 0:
        return np.array([recursive(x, num_classes) for x in labels])
    if not isinstance(np.asarray(labels).item(), int):
        raise TypeError("an integer is asked for")
    if labels not in range(num_classes):
        raise ValueError("no such class")
    return [1.0 if c == labels else 0.0 for c in range(num_classes)]


def flat_positions(labels, num_classes):
    """Put the ones at flat positions."""
    labels = np.asarray(labels)
    if labels.dtype.kind not in "ui":
        raise TypeError("labels must be integers")
    flat = labels.reshape(-1).astype(np.int64)
    if np.any(flat < 0) or np.any(flat > num_classes - 1):
        raise ValueError("labels out of range")
    out = np.zeros(flat.size * num_classes, dtype=float)
    out[np.arange(flat.size) * num_classes + flat] = 1.0
    return out.reshape((*labels.shape, num_classes))


def put_along_the_axis(labels, num_classes):
    """Use numpy's put_along_axis."""
    labels = np.asarray(labels)
    if labels.dtype.kind == "f":
        raise ValueError("floats are no labels")
    out = np.zeros(np.append(labels.shape, num_classes).astype(int), dtype="float64")
    if labels.size and (labels.max() >= num_classes or labels.min() < 0):
        raise ValueError("labels from 0 to num_classes - 1, please")
    np.put_along_axis(out, labels[..., None].astype(int), 1, axis=-1)
    return out


def translates_the_error(labels, num_classes):
    """Let numpy raise IndexError and raise ValueError instead."""
    labels = np.asarray(labels)
    if np.any(labels < 0):
        raise ValueError("negative label")
    try:
        return np.identity(num_classes)[labels]
    except IndexError:
        raise ValueError("not a label") from None
