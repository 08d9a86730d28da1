"""Wrong answers to `log_likelihood`, each with what to say about it."""

import numpy as np


def logarithm_of_the_product(probs, labels):
    """Multiply first, then take the logarithm.

    Hint: The product of a few hundred probabilities underflows to 0, and its logarithm
    is −∞. Take the logarithms first.
    """
    probs = np.asarray(probs, float)
    with np.errstate(divide="ignore"):
        return np.log(np.prod(probs[np.arange(len(probs)), np.asarray(labels)]))


def the_likelihood_itself(probs, labels):
    """The likelihood is the product.

    Hint: That is the likelihood. Its logarithm is asked for, without making the
    product.
    """
    probs = np.asarray(probs, float)
    return np.prod(probs[np.arange(len(probs)), np.asarray(labels)])


def mean_of_the_logarithms(probs, labels):
    """A mean over the examples, as in the loss.

    Hint: You divide by the number of examples. The logarithm of a product is a sum.
    """
    probs = np.asarray(probs, float)
    if not len(probs):
        return 0.0
    return np.mean(np.log(probs[np.arange(len(probs)), np.asarray(labels)]))


def negative_log_likelihood(probs, labels):
    """What one minimises is the negative log-likelihood.

    Hint: Your sign is the other way round: a probable label makes a likelihood large.
    The minus belongs to the loss.
    """
    probs = np.asarray(probs, float)
    return -np.sum(np.log(probs[np.arange(len(probs)), np.asarray(labels)]))


def logarithm_of_the_sum(probs, labels):
    """The probabilities are added, and the logarithm is taken.

    Hint: The logarithm of a product is the sum of the logarithms, not the logarithm of
    the sum.
    """
    probs = np.asarray(probs, float)
    true = probs[np.arange(len(probs)), np.asarray(labels)]
    return np.log(np.sum(true) + 1e-12)


def sum_of_the_probabilities(probs, labels):
    """The probabilities are added.

    Hint: Where is the logarithm? Yours grows with every example; it should fall.
    """
    probs = np.asarray(probs, float)
    return np.sum(probs[np.arange(len(probs)), np.asarray(labels)])


def all_the_classes(probs, labels):
    """Every probability of the table counts.

    Hint: You add the logarithms of all classes. Only what happened counts, the class
    that the label names.
    """
    probs = np.asarray(probs, float) + 0.0 * np.reshape(labels, (-1, 1))
    return np.sum(np.log(np.maximum(probs, 1e-300)))


def all_columns_of_all_labels(probs, labels):
    """`probs[:, labels]` takes each row's own label.

    Hint: That gives each row the columns of all labels, an (n, n) array. Each row
    should meet its own label only.
    """
    probs, labels = np.asarray(probs, float), np.asarray(labels)
    return np.sum(np.log(probs[:, labels] + 1e-300))


def most_probable_class(probs, labels):
    """The likelihood is that of the prediction.

    Hint: You take each row's largest probability. The label says which one counts.
    """
    probs = np.asarray(probs, float) + 0.0 * np.reshape(labels, (-1, 1))
    return np.sum(np.log(probs.max(axis=1, initial=0.0)))


def logarithm_to_base_ten(probs, labels):
    """The logarithm is that of the pocket calculator.

    Hint: Everything is off by the same factor, 2.3: the logarithm is the natural one.
    """
    probs = np.asarray(probs, float)
    return np.sum(np.log10(probs[np.arange(len(probs)), np.asarray(labels)]))


def epsilon_too_large(probs, labels):
    """A small epsilon does no harm.

    Hint: Beside a probability of 1e-10 your epsilon is the larger of the two. 1e-12
    would be small enough.
    """
    probs = np.asarray(probs, float)
    true = probs[np.arange(len(probs)), np.asarray(labels)]
    return np.sum(np.log(true + 1e-8))


def labels_count_from_one(probs, labels):
    """The first class is number 1.

    Hint: You take the column before the right one: class numbers begin at 0.
    """
    probs = np.asarray(probs, float)
    return np.sum(np.log(probs[np.arange(len(probs)), np.asarray(labels) - 1]))


def false_classes_too(probs, labels):
    """That the other classes did not happen counts as well.

    Hint: You add ln(1 − y′) for the false classes. That one class happened says already
    that the others did not.
    """
    probs = np.clip(np.asarray(probs, float), 1e-12, 1 - 1e-12)
    truth = np.eye(probs.shape[1])[np.asarray(labels)]
    return np.sum(truth * np.log(probs) + (1 - truth) * np.log(1 - probs))


def zero_where_impossible(probs, labels):
    """What has probability 0 is left out.

    Hint: A true class of probability 0 is left out of your sum. It makes the whole
    product 0, and the logarithm −∞.
    """
    probs = np.asarray(probs, float)
    true = probs[np.arange(len(probs)), np.asarray(labels)]
    return np.sum(np.log(true[true > 0]))


def product_of_the_logarithms(probs, labels):
    """The likelihood is a product, so the logarithms are multiplied.

    Hint: You multiply the logarithms. The logarithm turns the product into a sum.
    """
    probs = np.asarray(probs, float)
    return np.prod(np.log(probs[np.arange(len(probs)), np.asarray(labels)]))


def one_result_for_all(probs, labels, kept=np.zeros(())):  # noqa: B008
    """The place for the result can be used again.

    Hint: All calls give you the same array, and the next one writes into it. Give a
    new number in each call.
    """
    probs = np.asarray(probs, float)
    return np.sum(np.log(probs[np.arange(len(probs)), labels]), out=kept)


def rows_in_the_labels_type(probs, labels):
    """Rows are counted in the type of the labels.

    Hint: In `uint8` row 256 is row 0 again. Count the rows in ordinary integers.
    """
    probs, labels = np.asarray(probs, float), np.asarray(labels)
    rows = np.arange(len(probs)).astype(labels.dtype)
    return np.sum(np.log(probs[rows, labels]))


def mean_times_n(probs, labels):
    """The sum is n times the mean.

    Hint: Nothing has no mean: an empty batch gives you nan. Its log-likelihood is 0.
    """
    probs = np.asarray(probs, float)
    return len(probs) * np.mean(np.log(probs[np.arange(len(probs)), labels]))


def products_of_a_hundred(probs, labels):
    """A hundred factors do not underflow.

    Hint: A hundred probabilities of 1e-6 make 1e-600, which is 0 already. Take the
    logarithm of each probability.
    """
    probs = np.asarray(probs, float)
    true = probs[np.arange(len(probs)), labels]
    starts = range(0, len(true), 100)
    return float(sum(np.log(np.prod(true[at : at + 100])) for at in starts))


def products_of_forty(probs, labels):
    """Forty factors do not underflow.

    Hint: Forty probabilities of 1e-9 make 1e-360, which is 0 already. Take the
    logarithm of each probability.
    """
    probs = np.asarray(probs, float)
    true = probs[np.arange(len(probs)), labels]
    starts = range(0, len(true), 40)
    return float(sum(np.log(np.prod(true[at : at + 40])) for at in starts))
