"""Wrong answers to `double_softmax_floor`, each with what to say about it."""

import numpy as np

from solutions.losses.reference import cross_entropy_logits
from solutions.one_hot.reference import one_hot, softmax


def nothing_is_left(k):
    """A sure network has no loss.

    Hint: With one softmax that is so. The second one gets probabilities, and no two of
    those are further apart than 1.
    """
    return float(cross_entropy_logits(1000.0 * one_hot([0], k), [0]))


def knows_nothing(k):
    """The loss sticks where it starts, at uniform probabilities.

    Hint: That is the loss of a network that knows nothing. What does a network reach
    that is sure and right?
    """
    return float(np.log(k))


def other_classes_vanish(k):
    """The other classes have probability 0, so they do not count.

    Hint: A probability of 0 is a logit of 0 for the second softmax, and e⁰ is 1, not 0.
    """
    return float(np.log(1 + 1 / np.e) + 0 * k)


def all_k_classes_besides(k):
    """There are k others.

    Hint: One of the k classes is the true one. How many others are there?
    """
    return float(np.log(1 + k / np.e))


def probability_not_loss(k):
    """The largest probability is the floor.

    Hint: That is the true class's largest probability. The loss is minus its logarithm.
    """
    return float(np.e / (np.e + k - 1))


def sign_forgotten(k):
    """The logarithm of the probability is the loss.

    Hint: Your number is negative. A loss of cross-entropy never is.
    """
    return float(np.log(np.e / (np.e + k - 1)))


def upside_down(k):
    """The true class is divided by the others.

    Hint: At two classes your number is above that of a network that knows nothing.
    Which of the exponentials belongs to the true class?
    """
    return float(np.log(1 + (k - 1) * np.e))


def three_times_softmax(k):
    """The loss's own softmax comes on top.

    Hint: You apply softmax once too often: `cross_entropy_logits` has one inside, and
    the network's own is the other.
    """
    return float(cross_entropy_logits(softmax(softmax(1000.0 * one_hot([0], k))), [0]))


def not_quite_sure(k):
    """A logit of 5 is sure enough.

    Hint: Your network is not sure enough: let its logit grow. Nine digits are asked
    for.
    """
    return float(cross_entropy_logits(softmax(5.0 * one_hot([0], k)), [0]))


def logarithm_to_base_two(k):
    """Information is measured in bits.

    Hint: You are off by the factor 1.44: the logarithm is the natural one.
    """
    return float(np.log2(1 + (k - 1) / np.e))


def four_classes_always(k):
    """The number is .744.

    Hint: That is the floor of four classes. Does it depend on k?
    """
    return 0.7436683560138 + 0.0 * k


def three_digits(k):
    """Three digits are enough.

    Hint: Your number is rounded. Nine digits are asked for.
    """
    return round(float(np.log(1 + (k - 1) / np.e)), 3)


def wrong_class_sure(k):
    """The network is sure of some class.

    Hint: Your network is sure of a wrong class. The smallest loss is that of one which
    is sure and right.
    """
    return float(cross_entropy_logits(one_hot([1], k), [0]))


def share_of_e(k):
    """The second softmax divides by the number of classes.

    Hint: You divide by k, but the sum of the exponentials is not k: one of them is e.
    """
    return float(np.log(k) - 1 / k)
