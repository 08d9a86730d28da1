"""Wrong answers to `predict_index`, each with what to say about it."""

import numpy as np


def rounds_down(scores, num_classes):
    """Converting to int rounds.

    Hint: 1.8 lies nearer to 2 than to 1: `int` cuts off, it does not round.
    """
    return np.clip(np.asarray(scores, float), 0, num_classes - 1).astype(int)


def rounds_up(scores, num_classes):
    """A class begins where its number ends.

    Hint: 1.2 lies nearer to 1 than to 2.
    """
    return np.clip(np.ceil(scores), 0, num_classes - 1).astype(int)


def stays_float(scores, num_classes):
    """Rounded numbers are integers.

    Hint: The numbers are right, but they are floats; they could not be used as indices.
    """
    return np.clip(np.round(scores), 0, num_classes - 1)


def no_clipping(scores, num_classes):
    """A good fit stays inside.

    Hint: There are no classes below 0 or above k − 1, but scores may lie there.
    """
    nearest = np.round(np.asarray(scores, float))
    return np.clip(nearest, -(2**62), 2**62).astype(int)


def clips_at_the_number_of_classes(scores, num_classes):
    """The largest class is num_classes.

    Hint: k classes are numbered from 0 to k − 1. You clip one too late.
    """
    return np.clip(np.round(scores), 0, num_classes).astype(int)


def clips_above_only(scores, num_classes):
    """Scores are positive.

    Hint: A score below 0 gives a negative class.
    """
    return np.minimum(np.round(scores), num_classes - 1).astype(int)


def wraps_around(scores, num_classes):
    """The remainder keeps a number in range.

    Hint: A score beyond the last class means the last class, not one at the other end.
    """
    return np.mod(np.round(scores), num_classes).astype(int)


def converts_before_clipping(scores, num_classes):
    """The order of converting and clipping does not matter.

    Hint: A score of 1e30 does not fit into an integer. Clip before you convert.
    """
    nearest = np.round(np.asarray(scores, float)).astype(np.int64)
    return np.clip(nearest, 0, num_classes - 1)


def counts_from_one(scores, num_classes):
    """Classes are numbered from 1.

    Hint: Classes are numbered from 0 here.
    """
    return np.clip(np.round(scores), 1, num_classes).astype(int)


def absolute_values(scores, num_classes):
    """A negative score has lost its way.

    Hint: A score of −2 lies nearest to class 0, not to class 2.
    """
    return np.minimum(np.round(np.abs(scores)), num_classes - 1).astype(int)


def the_best_example(scores, num_classes):
    """The index is the argmax.

    Hint: There is one class for each score; you return a single one.
    """
    return np.argmax(scores)


def stretched_over_the_classes(scores, num_classes):
    """The smallest score is the first class, the largest the last.

    Hint: You stretch the scores first. A score of 1.1 is class 1, whatever the others.
    """
    scores = np.asarray(scores, float)
    if not scores.size:
        return scores.astype(int)
    span = np.ptp(scores) or 1.0
    return np.round((scores - scores.min()) / span * (num_classes - 1)).astype(int)


def clips_in_place(scores, num_classes):
    """The scores are not needed any more.

    Hint: You clip the caller's own array. Work on a copy.
    """
    scores = np.asarray(scores, float)
    if scores.size:
        np.clip(scores, 0, num_classes - 1, out=scores)
    return np.round(scores).astype(int)


def numbers_in_a_byte(scores, num_classes):
    """Class numbers are small.

    Hint: `uint8` ends at 255. With a thousand classes class 999 becomes 231.
    """
    nearest = np.round(np.asarray(scores, float))
    return np.clip(nearest, 0, num_classes - 1).astype(np.uint8)


def single_precision(scores, num_classes):
    """Seven digits are enough to round.

    Hint: In float32 a score just below a half becomes the half itself. Keep float64.
    """
    nearest = np.round(np.asarray(scores, np.float32))
    return np.clip(nearest, 0, num_classes - 1).astype(int)


def rounds_twice(scores, num_classes):
    """Rounding to a few digits first does no harm.

    Hint: 1.4999999 becomes 1.5 at first, and then 2. Round once.
    """
    nearest = np.round(np.round(np.asarray(scores, float), 3))
    return np.clip(nearest, 0, num_classes - 1).astype(int)
