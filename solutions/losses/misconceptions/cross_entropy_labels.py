"""Wrong answers to `cross_entropy_labels`, each with what to say about it."""

import numpy as np


def all_columns_of_all_labels(probs, labels):
    """`probs[:, labels]` takes each row's own label.

    Hint: That gives each row the columns of all labels, an (n, n) array. Each row
    should meet its own label only.
    """
    return -np.mean(np.log(np.asarray(probs, float)[:, np.asarray(labels)]))


def rows_of_the_labels(probs, labels):
    """`probs[labels]` takes the labels' entries.

    Hint: A single index chooses rows. You need a row number and a column number for
    each example.
    """
    probs = np.asarray(probs, float)
    return -np.mean(np.log(probs[np.asarray(labels) % len(probs)]).sum(axis=1))


def sum_over_the_batch(probs, labels):
    """The loss of a batch is the sum of the examples' losses.

    Hint: A batch of one is right; larger ones are n times too large. The loss is the
    mean over the examples.
    """
    probs = np.asarray(probs, float)
    return -np.sum(np.log(probs[np.arange(len(probs)), np.asarray(labels)]))


def mean_over_everything(probs, labels):
    """The mean runs over all n · k entries.

    Hint: You are too small by the number of classes.
    """
    probs = np.asarray(probs, float)
    truth = np.eye(probs.shape[1])[np.asarray(labels)]
    return -np.mean(truth * np.log(probs + 1e-12))


def labels_count_from_one(probs, labels):
    """The first class is number 1.

    Hint: You take the column before the right one: class numbers begin at 0.
    """
    probs = np.asarray(probs, float)
    return -np.mean(np.log(probs[np.arange(len(probs)), np.asarray(labels) - 1]))


def labels_times_logs(probs, labels):
    """Labels take the place of the targets in the formula.

    Hint: You multiply logarithms by class numbers. A class number is a name, not a
    weight: class 2 does not count twice.
    """
    probs, labels = np.asarray(probs, float), np.asarray(labels)
    return -np.mean(np.sum(labels[:, None] * np.log(probs + 1e-12), axis=1))


def logarithm_of_the_mean(probs, labels):
    """First the mean, then the logarithm.

    Hint: You average the probabilities and take one logarithm. Each example has a
    logarithm of its own.
    """
    probs = np.asarray(probs, float)
    true = probs[np.arange(len(probs)), np.asarray(labels)]
    return -np.log(np.mean(true) + 1e-12)


def sign_forgotten(probs, labels):
    """The mean of the logarithms is the loss.

    Hint: Your loss is negative and gets smaller the worse the network is.
    """
    probs = np.asarray(probs, float)
    return np.mean(np.log(probs[np.arange(len(probs)), np.asarray(labels)]))


def logarithm_to_base_two(probs, labels):
    """Information is measured in bits.

    Hint: Everything is off by the same factor, 1.44: the lecture's logarithm is the
    natural one.
    """
    probs = np.asarray(probs, float)
    return -np.mean(np.log2(probs[np.arange(len(probs)), np.asarray(labels)]))


def epsilon_too_large(probs, labels):
    """A small epsilon does no harm.

    Hint: Beside a probability of 1e-10 your epsilon is the larger of the two. 1e-12
    would be small enough.
    """
    probs = np.asarray(probs, float)
    return -np.mean(np.log(probs[np.arange(len(probs)), np.asarray(labels)] + 1e-8))


def zero_times_log_zero(probs, labels):
    """One-hot rows and a product are all that is needed.

    Hint: Where a false class has probability 0 you multiply 0 by −∞, which is nan.
    """
    probs = np.asarray(probs, float)
    truth = np.eye(probs.shape[1])[np.asarray(labels)]
    return -np.mean(np.sum(truth * np.log(probs), axis=1))


def as_many_classes_as_seen(probs, labels):
    """The largest label tells how many classes there are.

    Hint: Your one-hot rows are as wide as the largest label in the batch. The last
    class may be missing from a batch; `probs` knows how many there are.
    """
    probs, labels = np.asarray(probs, float), np.asarray(labels)
    truth = np.eye(labels.max() + 1)[labels]
    return -np.mean(np.sum(truth * np.log(probs + 1e-12), axis=1))


def places_in_the_labels_type(probs, labels):
    """Positions in the flattened array are counted in the labels' own type.

    Hint: Right for ordinary integers. A long batch with labels of a small type such as
    uint8 overflows, because you count positions in that type.
    """
    probs, labels = np.asarray(probs, float), np.asarray(labels)
    n, k = probs.shape
    starts = (k * np.arange(n)).astype(labels.dtype)
    return -np.mean(np.log(probs.ravel()[starts + labels]))


def softmax_once_more(probs, labels):
    """Cross-entropy has a softmax inside.

    Hint: You apply softmax to probabilities. Here they come ready.
    """
    powers = np.exp(np.asarray(probs, float))
    powers /= powers.sum(axis=1, keepdims=True)
    return -np.mean(np.log(powers[np.arange(len(powers)), np.asarray(labels)]))


def one_loss_per_example(probs, labels):
    """Each example has a loss, so there are n of them.

    Hint: You return one number for each example. The loss is their mean, one number.
    """
    probs = np.asarray(probs, float)
    return -np.log(probs[np.arange(len(probs)), np.asarray(labels)])


def needs_an_array(probs, labels):
    """Arguments are always arrays.

    Hint: Lists are welcome as well. Begin with `np.asarray`.
    """
    return -np.mean(np.log(probs[np.arange(len(probs)), labels]))


def one_result_for_all(probs, labels, kept=np.zeros(())):  # noqa: B008
    """The place for the result can be used again.

    Hint: All calls give you the same array, and the next one writes into it. Give a
    new number in each call.
    """
    probs = np.asarray(probs, float)
    return np.mean(-np.log(probs[np.arange(len(probs)), labels]), out=kept)


def infinities_left_out(probs, labels):
    """An infinite loss is a mistake in the data.

    Hint: Where the true class has probability 0 the loss is infinite (or at least 25).
    You leave such examples out.
    """
    probs = np.asarray(probs, float)
    losses = -np.log(probs[np.arange(len(probs)), labels])
    return np.sum(losses[np.isfinite(losses)]) / len(probs)
