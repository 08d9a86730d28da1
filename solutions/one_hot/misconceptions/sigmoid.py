"""Wrong answers to `sigmoid`, each with what to say about it."""

import math

import numpy as np


def overflows_above(z):
    """exp(z) / (1 + exp(z)) is the same.

    Hint: On paper it is the same, but for large z it is inf / inf, nan.
    """
    powers = np.exp(np.asarray(z, float))
    return powers / (1 + powers)


def from_tanh(z):
    """The sigmoid is a shifted tanh.

    Hint: On paper it is the same, but below −20 or so the 1 and the tanh cancel, and
    the digits of the small probability are lost.
    """
    return 0.5 * (1 + np.tanh(np.asarray(z, float) / 2))


def rest_to_one(z):
    """The other class's probability is subtracted from 1.

    Hint: Far below 0 you subtract from 1 a number that is nearly 1, and no digits are
    left of the small probability.
    """
    return 1 - 1 / (1 + np.exp(np.minimum(np.asarray(z, float), 709.0)))


def clips_at_500(z):
    """Clipping avoids the overflow.

    Hint: Below your limit all results are equal; nine digits are asked for down to
    −700.
    """
    return 1 / (1 + np.exp(-np.clip(np.asarray(z, float), -500, 500)))


def clips_at_30(z):
    """Nothing happens beyond 30.

    Hint: Much happens there: σ(−40) is 4e-18, and yours stays at 1e-13.
    """
    return 1 / (1 + np.exp(-np.clip(np.asarray(z, float), -30, 30)))


def an_epsilon(z):
    """A small number keeps the division safe.

    Hint: Something small is added, and next to a small probability it is not small.
    """
    return 1 / (1 + np.exp(-np.asarray(z, float))) + 1e-15


def sign_of_the_exponent(z):
    """The exponential has no minus.

    Hint: Your curve falls where it should rise: watch the sign of the exponent.
    """
    return 1 / (1 + np.exp(np.asarray(z, float)))


def single_numbers_only(z):
    """There is a single number.

    Hint: z may be an array of any shape; `math.exp` takes single numbers only.
    """
    return 1 / (1 + math.exp(-float(np.asarray(z).reshape(-1)[0])))


def math_exp_overflows(z):
    """math.exp is as good as np.exp.

    Hint: `math.exp` raises an error where numpy gives inf: below −709.
    """
    flat = [1 / (1 + math.exp(-float(x))) for x in np.ravel(z)]
    return np.array(flat, dtype=float).reshape(np.shape(z))


def integer_buffer(z):
    """The result is made like z.

    Hint: `zeros_like` of integers holds integers, and 0.7 becomes 0 in it.
    """
    z = np.asarray(z)
    out = np.zeros_like(z)
    out[...] = 1 / (1 + np.exp(-z.astype(float)))
    return out


def piecewise(z):
    """np.piecewise treats both signs.

    Hint: `np.piecewise` gives the kind of numbers that it gets: integers stay integers.
    """
    z = np.asarray(z)
    return np.piecewise(
        z,
        [z >= 0],
        [lambda x: 1 / (1 + np.exp(-x)), lambda x: np.exp(x) / (1 + np.exp(x))],
    )


def flattens(z):
    """A loop over all numbers gives a list.

    Hint: The shape is lost: a table should stay a table, a single number single.
    """
    return [float(np.exp(-np.logaddexp(0.0, -x))) for x in np.ravel(z)]


def always_an_axis(z):
    """Everything is an array with an axis.

    Hint: A single number gives a single number, without an axis.
    """
    z = np.atleast_1d(np.asarray(z, float))
    return np.exp(-np.logaddexp(0.0, -z))


def softmax_over_all(z):
    """The sigmoid is a softmax.

    Hint: Your numbers sum to 1. The sigmoid squashes each number by itself.
    """
    powers = np.exp(np.minimum(np.asarray(z, float), 700.0))
    return powers / powers.sum()


def one_sign_for_all(z):
    """The sign of z chooses the formula.

    Hint: An array may hold both signs; each number needs its own formula.
    """
    z = np.asarray(z, float)
    if np.all(z <= 0):
        return np.exp(z) / (1 + np.exp(z))
    return 1 - np.exp(-z) / (1 + np.exp(-z))


def writes_into_z(z):
    """Working in place saves memory.

    Hint: You change the caller's own numbers. Work on a copy.
    """
    z = np.asarray(z, float)
    z *= -1
    return np.exp(-np.logaddexp(0.0, z))


def nan_becomes_one(z):
    """What is not a number can be replaced.

    Hint: The nan is gone, but where did the digits of small probabilities go?
    """
    powers = np.exp(np.asarray(z, float))
    return np.round(np.nan_to_num(powers / (1 + powers), nan=1.0), 15)


def no_conversion(z):
    """Numbers are numbers.

    Hint: Small integers stay small: in `uint8` −3 is 253, and the exponential of an
    `int8` has three digits. Convert to float first.
    """
    z = np.asarray(z)
    return np.exp(-np.logaddexp(0.0, -z))


def zero_too_early(z):
    """What is tiny is nothing.

    Hint: You give 0 where the result is below 1e-300; nine digits are asked for down to
    −700, that is 1e-304.
    """
    squashed = 1 / (1 + np.exp(-np.asarray(z, float)))
    return np.where(squashed < 1e-300, 0.0, squashed)  # noqa: PLR2004


def sure_from_fourteen(z):
    """Far from 0 only one of the two terms is left.

    Hint: From 14 on you leave a term away that is a millionth of the other: only six
    digits are right there.
    """
    z, far = np.asarray(z, float), 14
    one_term = np.where(z > 0, 1.0, np.exp(np.minimum(z, 0.0)))
    both = 1 / (1 + np.exp(-np.clip(z, -far, far)))
    return np.where(np.abs(z) > far, one_term, both)
