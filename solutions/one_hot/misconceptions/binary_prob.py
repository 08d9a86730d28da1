"""Wrong answers to `binary_prob`, each with what to say about it."""

import numpy as np

from solutions.one_hot.reference import sigmoid, softmax


def second_class(y1, y2):
    """Class 1 has index 1.

    Hint: You give the probability of the second class. The lecture's class 1 has index
    0 here.
    """
    return softmax([y1, y2])[1]


def sign_of_the_difference(y1, y2):
    """The difference is y2 − y1.

    Hint: The larger the first logit, the smaller your probability: watch the sign.
    """
    return sigmoid(float(y2) - float(y1))


def first_logit_alone(y1, y2):
    """The first class's logit decides.

    Hint: The second logit plays no role in your result.
    """
    return sigmoid(float(y1))


def difference_of_sigmoids(y1, y2):
    """Each logit is squashed, then they are compared.

    Hint: You squash first and compare later. Which comes first in softmax?
    """
    return sigmoid(float(y1)) - sigmoid(float(y2))


def share_of_the_sigmoids(y1, y2):
    """The sigmoids are shared out.

    Hint: You divide one sigmoid by the sum of both. Softmax uses the exponentials.
    """
    first, second = sigmoid(float(y1)), sigmoid(float(y2))
    return first / (first + second)


def share_of_the_logits(y1, y2):
    """The logits are shared out.

    Hint: The exponentials are missing.
    """
    return y1 / (y1 + y2) if y1 + y2 else 0.5


def no_shift(y1, y2):
    """The formula can be typed in as it stands.

    Hint: Logits of thousands overflow: inf / inf is nan. Only the difference matters.
    """
    first, second = np.exp(float(y1)), np.exp(float(y2))
    return first / (first + second)


def overflows_above(y1, y2):
    """exp(z) / (1 + exp(z)) is the sigmoid.

    Hint: Where the first logit is far above, that is inf / inf, nan.
    """
    odds = np.exp(float(y1) - float(y2))
    return odds / (1 + odds)


def rest_to_one(y1, y2):
    """The first class has what the second leaves.

    Hint: On paper that is right, but a small probability loses all digits when it is
    computed as 1 minus a large one.
    """
    return 1 - softmax([y1, y2])[1]


def both_probabilities(y1, y2):
    """Softmax gives two numbers.

    Hint: You return both probabilities; the first class's is asked for.
    """
    return softmax([y1, y2])


def yes_or_no(y1, y2):
    """The larger logit wins.

    Hint: You decide for a class. Its probability is asked for.
    """
    return float(y1 > y2)


def softmax_twice(y1, y2):
    """One more softmax does no harm.

    Hint: Your probability is too close to one half: softmax of probabilities?
    """
    return softmax(softmax([y1, y2]))[0]


def ratio_of_the_two(y1, y2):
    """A probability is a ratio.

    Hint: You give how many times as probable the first class is; that exceeds 1.
    """
    return np.exp(float(y1) - float(y2))


def never_impossible(y1, y2):
    """A probability is never 0.

    Hint: You do not let the probability fall below a limit. Far below 0 it is 0, or
    tiny.
    """
    return float(np.clip(sigmoid(float(y1) - float(y2)), 1e-15, 1.0))


def certain_from_six(y1, y2):
    """A gap of 6 is as good as certain.

    Hint: From a gap of 6 on you say 1. There the other class still has a probability
    of 0.0025, which is not 0.
    """
    gap, enough = float(y1) - float(y2), 6
    return 1.0 if gap > enough else float(sigmoid(gap))
