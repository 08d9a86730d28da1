"""Wrong answers to `best_theta`, each with what to say about it."""

import numpy as np

from solutions.losses.reference import (
    cross_entropy_labels,
    cross_entropy_logits,
    log_likelihood,
    mse_loss,
)
from solutions.one_hot.reference import one_hot, softmax


def products_of_probabilities(thetas, logits, labels):
    """The likelihood is a product, so multiply.

    Hint: Right for a few examples. Of two thousand probabilities the product underflows
    to 0 for every model, and the first one wins.
    """
    logits, rows = np.asarray(logits, float), np.arange(len(logits))
    models = [softmax(theta * logits) for theta in thetas]
    products = [np.prod(probs[rows, np.asarray(labels)]) for probs in models]
    losses = [cross_entropy_labels(probs, labels) for probs in models]
    return int(np.argmax(products)), int(np.argmin(losses))


def largest_loss(thetas, logits, labels):
    """The best is where the curve is highest.

    Hint: The second position is that of the largest cross-entropy. The best model has
    the smallest.
    """
    logits = np.asarray(logits, float)
    models = [softmax(theta * logits) for theta in thetas]
    likelihoods = [log_likelihood(probs, labels) for probs in models]
    losses = [cross_entropy_labels(probs, labels) for probs in models]
    return int(np.argmax(likelihoods)), int(np.argmax(losses))


def smallest_likelihood(thetas, logits, labels):
    """Everything is minimised.

    Hint: The first position is that of the smallest likelihood. The best model makes
    the labels as probable as it can.
    """
    logits = np.asarray(logits, float)
    models = [softmax(theta * logits) for theta in thetas]
    likelihoods = [log_likelihood(probs, labels) for probs in models]
    losses = [cross_entropy_labels(probs, labels) for probs in models]
    return int(np.argmin(likelihoods)), int(np.argmin(losses))


def thetas_themselves(thetas, logits, labels):
    """The best theta is a theta.

    Hint: You return the values of theta. Their positions in the list are asked for.
    """
    logits = np.asarray(logits, float)
    losses = [cross_entropy_labels(softmax(t * logits), labels) for t in thetas]
    best = thetas[int(np.argmin(losses))]
    return float(best), float(best)


def most_right_answers(thetas, logits, labels):
    """The best model is right most often.

    Hint: You compare accuracies. All thetas above 0 have the same one: they do not
    change which logit is the largest.
    """
    logits = np.asarray(logits, float)
    hits = [np.mean((t * logits).argmax(axis=1) == labels) for t in thetas]
    return int(np.argmax(hits)), int(np.argmax(hits))


def theta_outside_of_softmax(thetas, logits, labels):
    """Theta multiplies the probabilities.

    Hint: You multiply probabilities by theta. Theta multiplies the logits, before
    softmax.
    """
    probs = softmax(np.asarray(logits, float))
    likelihoods, losses = [], []
    for theta in thetas:
        scaled = np.clip(theta * probs, 1e-12, None)
        likelihoods.append(log_likelihood(scaled, labels))
        losses.append(cross_entropy_labels(scaled, labels))
    return int(np.argmax(likelihoods)), int(np.argmin(losses))


def mean_probability(thetas, logits, labels):
    """The likelihood is the mean probability of the labels.

    Hint: You add probabilities; the likelihood multiplies them. A bold model then wins,
    although it calls some labels nearly impossible.
    """
    logits, rows = np.asarray(logits, float), np.arange(len(logits))
    models = [softmax(theta * logits) for theta in thetas]
    means = [np.mean(probs[rows, np.asarray(labels)]) for probs in models]
    losses = [cross_entropy_labels(probs, labels) for probs in models]
    return int(np.argmax(means)), int(np.argmin(losses))


def mean_square_error(thetas, logits, labels):
    """Either loss finds the best model.

    Hint: You compare mean square errors. Often that chooses the same model, but not
    always.
    """
    logits = np.asarray(logits, float)
    targets = one_hot(labels, logits.shape[1])
    losses = [mse_loss(softmax(t * logits), targets) for t in thetas]
    likelihoods = [log_likelihood(softmax(t * logits), labels) for t in thetas]
    return int(np.argmax(likelihoods)), int(np.argmin(losses))


def boldest_model(thetas, logits, labels):
    """The surer the better.

    Hint: You choose the largest theta whatever the labels are. A bold model pays dearly
    for each mistake.
    """
    assert len(logits) == len(labels)
    return int(np.argmax(thetas)), int(np.argmax(thetas))


def softmax_twice(thetas, logits, labels):
    """The loss that takes logits takes probabilities as well.

    Hint: For the second position you hand probabilities to `cross_entropy_logits`,
    which applies softmax again.
    """
    logits = np.asarray(logits, float)
    models = [softmax(theta * logits) for theta in thetas]
    likelihoods = [log_likelihood(probs, labels) for probs in models]
    losses = [cross_entropy_logits(probs, labels) for probs in models]
    return int(np.argmax(likelihoods)), int(np.argmin(losses))


def first_example_only(thetas, logits, labels):
    """One example tells which model is the best.

    Hint: You look at the first example only. All of them count.
    """
    probs = [softmax(t * np.asarray(logits, float))[0, labels[0]] for t in thetas]
    return int(np.argmax(probs)), int(np.argmin(-np.log(probs)))


def best_likelihood_instead_of_its_place(thetas, logits, labels):
    """The largest likelihood and the smallest loss are asked for.

    Hint: You return the best values. The positions of the best models are asked for.
    """
    logits = np.asarray(logits, float)
    likelihoods = [log_likelihood(softmax(t * logits), labels) for t in thetas]
    losses = [cross_entropy_labels(softmax(t * logits), labels) for t in thetas]
    return max(likelihoods), min(losses)


def places_count_from_one(thetas, logits, labels):
    """The first model is number 1.

    Hint: Your positions are too large by one: the first one is 0.
    """
    logits = np.asarray(logits, float)
    losses = [cross_entropy_labels(softmax(t * logits), labels) for t in thetas]
    return int(np.argmin(losses)) + 1, int(np.argmin(losses)) + 1


def only_one_place(thetas, logits, labels):
    """The two are the same, so one is enough.

    Hint: You return one position. The pair is asked for.
    """
    logits = np.asarray(logits, float)
    losses = [cross_entropy_labels(softmax(t * logits), labels) for t in thetas]
    return int(np.argmin(losses))


def place_after_sorting(thetas, logits, labels):
    """Thetas come in order of size.

    Hint: You sort the thetas, and your positions are those in the sorted list.
    """
    logits = np.asarray(logits, float)
    losses = [cross_entropy_labels(softmax(t * logits), labels) for t in sorted(thetas)]
    return int(np.argmin(losses)), int(np.argmin(losses))


def probabilities_with_a_floor(thetas, logits, labels):
    """No probability is below 0.05, for safety.

    Hint: You clip the probabilities so high that a bold model does not pay for its
    mistakes.
    """
    logits = np.asarray(logits, float)
    models = [np.clip(softmax(theta * logits), 0.05, 1) for theta in thetas]
    likelihoods = [log_likelihood(probs, labels) for probs in models]
    losses = [cross_entropy_labels(probs, labels) for probs in models]
    return int(np.argmax(likelihoods)), int(np.argmin(losses))


def positive_thetas_only(thetas, logits, labels):
    """A theta is positive.

    Hint: A theta may be 0 or negative, and best all the same. You pass over those.
    """
    models = [softmax(theta * np.asarray(logits)) for theta in thetas]
    likelihoods, losses = [], []
    for theta, probs in zip(thetas, models, strict=True):
        likelihoods.append(log_likelihood(probs, labels) if theta > 0 else -np.inf)
        losses.append(cross_entropy_labels(probs, labels) if theta > 0 else np.inf)
    return int(np.argmax(likelihoods)), int(np.argmin(losses))


def rounded_losses(thetas, logits, labels):
    """Two digits are enough to compare.

    Hint: Two models may differ by less than a hundredth. Compare what you measured.
    """
    models = [softmax(theta * np.asarray(logits)) for theta in thetas]
    losses = [round(float(cross_entropy_labels(p, labels)), 2) for p in models]
    return int(np.argmin(losses)), int(np.argmin(losses))


def a_square_is_turned(thetas, logits, labels):
    """In a square the columns are the examples.

    Hint: Rows are examples, also where there are as many examples as classes.
    """
    logits = np.asarray(logits, float)
    axis = 0 if logits.shape[0] == logits.shape[1] else 1
    models = [softmax(theta * logits, axis=axis) for theta in thetas]
    likelihoods = [log_likelihood(probs, labels) for probs in models]
    losses = [cross_entropy_labels(probs, labels) for probs in models]
    return int(np.argmax(likelihoods)), int(np.argmin(losses))
