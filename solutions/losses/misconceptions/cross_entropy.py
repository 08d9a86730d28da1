"""Wrong answers to `cross_entropy`, each with what to say about it."""

import numpy as np


def zero_times_log_zero(probs, targets):
    """A multiplication by 0 takes care of itself.

    Hint: Where a false class has probability 0 you multiply 0 by −∞, which is nan, and
    one nan spoils the whole mean.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -np.mean(np.sum(targets * np.log(probs), axis=1))


def sum_over_the_batch(probs, targets):
    """The loss of a batch is the sum of the examples' losses.

    Hint: A batch of one is right; larger ones are n times too large. The loss is the
    mean over the examples.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -np.sum(targets * np.log(probs + 1e-12))


def mean_over_everything(probs, targets):
    """The mean runs over all n · k entries.

    Hint: You are too small by the number of classes: over the classes it is a sum.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -np.mean(targets * np.log(probs + 1e-12))


def divided_by_classes(probs, targets):
    """The mean runs over the classes.

    Hint: You divided by the number of columns. With n = k nobody would notice.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -np.sum(targets * np.log(probs + 1e-12)) / probs.shape[1]


def false_classes_too(probs, targets):
    """A false class costs −ln(1 − y′), as in binary cross-entropy.

    Hint: That is a sum of two-class cross-entropies, one for each class. Here the false
    classes are multiplied by their target, 0.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    safe = np.clip(probs, 1e-12, 1 - 1e-12)
    terms = targets * np.log(safe) + (1 - targets) * np.log(1 - safe)
    return -np.mean(np.sum(terms, axis=1))


def arguments_swapped(probs, targets):
    """The logarithm is that of the target.

    Hint: You take the logarithm of the targets, which are 0 and 1. Which of the two is
    inside the logarithm in the lecture?
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -np.mean(np.sum(probs * np.log(targets + 1e-12), axis=1))


def sign_forgotten(probs, targets):
    """The sum is the loss.

    Hint: Your loss is negative and gets smaller the worse the network is. Logarithms of
    probabilities are negative.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return np.mean(np.sum(targets * np.log(probs + 1e-12), axis=1))


def logarithm_to_base_two(probs, targets):
    """Information is measured in bits.

    Hint: Everything is off by the same factor, 1.44: the lecture's logarithm is the
    natural one.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -np.mean(np.sum(targets * np.log2(probs + 1e-12), axis=1))


def logarithm_to_base_ten(probs, targets):
    """The logarithm is that of the pocket calculator.

    Hint: Uniform over ten classes gives 1 with you, 2.3026 with the natural logarithm.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -np.mean(np.sum(targets * np.log10(probs + 1e-12), axis=1))


def clipped_at_1e_7(probs, targets):
    """A clipped probability does no harm.

    Hint: Below 1e-7 your loss stops growing, at 16. There the network is most wrong.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -np.mean(np.sum(targets * np.log(np.clip(probs, 1e-7, 1.0)), axis=1))


def epsilon_of_1e_9(probs, targets):
    """An epsilon of a billionth cannot be seen.

    Hint: Beside a probability of 1e-10 your epsilon is the larger of the two. 1e-12
    would be small enough.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -np.mean(np.sum(targets * np.log(probs + 1e-9), axis=1))


def epsilon_of_1e_5(probs, targets):
    """A small epsilon does no harm.

    Hint: Your epsilon changes the fifth digit of every loss. 1e-12 would be small
    enough.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -np.mean(np.sum(targets * np.log(probs + 1e-5), axis=1))


def infinities_set_to_zero(probs, targets):
    """Where the logarithm is infinite there is no loss.

    Hint: A true class of probability 0 costs nothing with you. That is the worst that
    can happen, not the best; only a target of 0 makes a term 0.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    logs = np.zeros(probs.shape)
    np.log(probs, out=logs, where=probs > 0)
    return -np.mean(np.sum(targets * logs, axis=1))


def nan_to_num(probs, targets):
    """nan_to_num cleans the product up, whatever it was.

    Hint: Replacing nan afterwards also replaces infinities, by 0 as you do it: an
    impossible true class costs nothing.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    with np.errstate(all="ignore"):
        terms = targets * np.log(probs)
    return -np.mean(np.sum(np.nan_to_num(terms, neginf=0.0), axis=1))


def log_of_the_row_sum(probs, targets):
    """The logarithm comes last, after all sums.

    Hint: You average the probabilities and take one logarithm in the end. Each example
    has a logarithm of its own.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -np.log(np.mean(np.sum(targets * probs, axis=1)) + 1e-12)


def softmax_once_more(probs, targets):
    """Cross-entropy has a softmax inside.

    Hint: You apply softmax to probabilities: a network that is sure and right still has
    a loss. Here the probabilities come ready.
    """
    powers = np.exp(np.asarray(probs, float))
    powers /= powers.sum(axis=1, keepdims=True)
    return -np.mean(np.sum(np.asarray(targets) * np.log(powers), axis=1))


def predicted_class(probs, targets):
    """The loss is that of the class that the network chose.

    Hint: You look at the most probable class. The true one counts, that is where the
    target is 1.
    """
    probs = np.asarray(probs, float) + 0.0 * np.asarray(targets, float)
    return -np.mean(np.log(probs.max(axis=1)))


def matrix_product(probs, targets):
    """A matrix product multiplies and sums.

    Hint: The matrix product pairs every example with every other one. Only each
    example with itself belongs to the loss.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -np.sum(targets @ np.log(probs + 1e-12).T) / len(probs)


def with_the_targets_own_type(probs, targets):
    """A buffer like the targets will do for the logarithms.

    Hint: When the targets are integers, so is your buffer, and the logarithms are cut
    off in it.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets)
    terms = np.zeros_like(targets)
    for at in np.ndindex(terms.shape):
        if targets[at]:
            terms[at] = np.log(max(probs[at], 1e-300))
    return -np.mean(np.sum(terms, axis=1))


def writes_into_probs(probs, targets):
    """A probability of 0 may be corrected in place.

    Hint: Your function changes `probs`. Work on a copy.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    probs += 1e-12
    return -np.mean(np.sum(targets * np.log(probs), axis=1))


def one_result_for_all(probs, targets, kept=np.zeros(())):  # noqa: B008
    """The place for the result can be used again.

    Hint: All calls give you the same array, and the next one writes into it. Give a
    new number in each call.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    true = np.sum(probs * targets, axis=1)
    return np.mean(-np.log(true), out=kept)


def log_of_one_instead_of_zero(probs, targets):
    """Where the probability is 0, the logarithm is 0.

    Hint: You replace every probability of 0 by 1, also where it is that of the true
    class: the worst mistake of all then costs nothing.
    """
    probs, targets = np.asarray(probs, float), np.asarray(targets, float)
    return -np.mean(np.sum(targets * np.log(probs + (probs == 0)), axis=1))
