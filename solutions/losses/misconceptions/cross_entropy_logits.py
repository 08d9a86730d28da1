"""Wrong answers to `cross_entropy_logits`, each with what to say about it."""

import numpy as np

from solutions.losses.reference import cross_entropy_labels, log_softmax
from solutions.one_hot.reference import softmax


def loss_of_the_softmax(logits, labels):
    """Softmax first, then the loss of the probabilities.

    Hint: Where the true class's probability underflows to 0 your loss is infinite. Stay
    with logarithms all the way.
    """
    return cross_entropy_labels(softmax(logits), labels)


def epsilon_in_the_logarithm(logits, labels):
    """An epsilon keeps the logarithm finite.

    Hint: Your loss stops at 27.6, the logarithm of your epsilon. A gap of 20000 costs
    20000.
    """
    probs = softmax(logits)
    return -np.mean(np.log(probs[np.arange(len(probs)), np.asarray(labels)] + 1e-12))


def softmax_twice(logits, labels):
    """log_softmax needs probabilities.

    Hint: You apply softmax before log_softmax, which applies it again. A network that
    is sure and right would still have a loss.
    """
    logs = log_softmax(softmax(logits))
    return -np.mean(logs[np.arange(len(logs)), np.asarray(labels)])


def no_softmax_at_all(logits, labels):
    """The loss of the true logit.

    Hint: You take the logits themselves for logarithms of probabilities. Which step
    makes them that?
    """
    logits = np.asarray(logits, dtype=float)
    return -np.mean(logits[np.arange(len(logits)), np.asarray(labels)])


def sum_over_the_batch(logits, labels):
    """The loss of a batch is the sum of the examples' losses.

    Hint: A batch of one is right; larger ones are n times too large. The loss is the
    mean over the examples.
    """
    logs = log_softmax(logits)
    return -np.sum(logs[np.arange(len(logs)), np.asarray(labels)])


def mean_over_everything(logits, labels):
    """The mean runs over all n · k entries.

    Hint: You are too small by the number of classes.
    """
    logs = log_softmax(logits)
    return -np.mean(np.eye(logs.shape[1])[np.asarray(labels)] * logs)


def all_columns_of_all_labels(logits, labels):
    """`logs[:, labels]` takes each row's own label.

    Hint: That gives each row the columns of all labels, an (n, n) array. Each row
    should meet its own label only.
    """
    return -np.mean(log_softmax(logits)[:, np.asarray(labels)])


def along_the_examples(logits, labels):
    """The first axis is that of softmax.

    Hint: Your probabilities sum to 1 down the columns. Each row is an example.
    """
    logs = log_softmax(logits, axis=0)
    return -np.mean(logs[np.arange(len(logs)), np.asarray(labels)])


def largest_of_the_whole_batch(logits, labels):
    """The largest logit is subtracted.

    Hint: You subtract the largest logit of the whole batch. A row far below another one
    then has a sum of 0: each row has a largest logit of its own.
    """
    logits = np.asarray(logits, dtype=float)
    lowered = logits - logits.max()
    totals = np.log(np.exp(lowered).sum(axis=1))
    return np.mean(totals - lowered[np.arange(len(logits)), np.asarray(labels)])


def sign_forgotten(logits, labels):
    """The mean of the logarithms is the loss.

    Hint: Your loss is negative and gets smaller the worse the network is.
    """
    logs = log_softmax(logits)
    return np.mean(logs[np.arange(len(logs)), np.asarray(labels)])


def largest_not_added_back(logits, labels):
    """Log-sum-exp of the lowered logits, minus the true logit.

    Hint: The largest logit is subtracted in the sum and nowhere else, so raising all
    logits changes your loss.
    """
    logits = np.asarray(logits, dtype=float)
    lowered = logits - logits.max(axis=1, keepdims=True)
    totals = np.log(np.exp(lowered).sum(axis=1))
    return np.mean(totals - logits[np.arange(len(logits)), np.asarray(labels)])


def sigmoid_of_each(logits, labels):
    """Each class has a sigmoid of its own.

    Hint: Your probabilities do not sum to 1: that is the loss for classes that do not
    exclude each other. Here it is softmax.
    """
    logits = np.asarray(logits, dtype=float)
    logs = -np.logaddexp(0.0, -logits)
    return -np.mean(logs[np.arange(len(logs)), np.asarray(labels)])


def predicted_class(logits, labels):
    """The loss is that of the class that the network chose.

    Hint: You look at the largest logit. The label says which class counts.
    """
    logs = log_softmax(np.asarray(logits) + 0 * np.asarray(labels)[:, None])
    return -np.mean(logs.max(axis=1))


def labels_count_from_one(logits, labels):
    """The first class is number 1.

    Hint: You take the column before the right one: class numbers begin at 0.
    """
    logs = log_softmax(logits)
    return -np.mean(logs[np.arange(len(logs)), np.asarray(labels) - 1])


def loss_of_the_mean(logits, labels):
    """The mean of the probabilities, then the logarithm.

    Hint: You average probabilities and take one logarithm. Each example has a logarithm
    of its own.
    """
    probs = softmax(logits)
    true = probs[np.arange(len(probs)), np.asarray(labels)]
    return -np.log(np.mean(true) + 1e-300)


def logits_are_clipped(logits, labels):
    """Logits beyond 500 are as good as 500.

    Hint: You clip the logits, so that wide gaps come out narrower than they are.
    """
    logs = log_softmax(np.clip(np.asarray(logits, dtype=float), -500, 500))
    return -np.mean(logs[np.arange(len(logs)), np.asarray(labels)])


def writes_into_the_logits(logits, labels):
    """The logits are not needed any more.

    Hint: Your function changes `logits`. Use `a - b` instead of `a -= b`.
    """
    logits = np.asarray(logits, dtype=float)
    logits -= logits.max(axis=1, keepdims=True)
    totals = np.log(np.exp(logits).sum(axis=1))
    return np.mean(totals - logits[np.arange(len(logits)), np.asarray(labels)])


def one_result_for_all(logits, labels, kept=np.zeros(())):  # noqa: B008
    """The place for the result can be used again.

    Hint: All calls give you the same array, and the next one writes into it. Give a
    new number in each call.
    """
    logs = log_softmax(logits)
    return np.mean(-logs[np.arange(len(logs)), labels], out=kept)


def small_integers_stay(logits, labels):
    """Integers can be subtracted as they are.

    Hint: In `uint8` 3 − 5 is 254. Convert the logits to float first.
    """
    logits = np.asarray(logits)
    gaps = logits - logits.max(axis=1, keepdims=True)
    logs = gaps - np.log(np.sum(np.exp(gaps), axis=1, keepdims=True))
    return -np.mean(logs[np.arange(len(logs)), labels])


def small_losses_are_none(logits, labels):
    """Nearly nothing is nothing.

    Hint: A network that is nearly sure has a small loss and learns from it. You give 0.
    """
    logs = log_softmax(logits)
    loss = -np.mean(logs[np.arange(len(logs)), labels])
    return np.round(loss, 3) and loss
