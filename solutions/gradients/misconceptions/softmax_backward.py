"""Wrong answers to `softmax_backward`, each with what to say about it."""

import numpy as np


def diagonal_only(probs, upstream):
    """Each logit acts on the loss through its own probability only.

    Hint: Each logit moves all the probabilities. Do your rows sum to 0?
    """
    probs, upstream = np.asarray(probs, float), np.asarray(upstream, float)
    return upstream * probs * (1 - probs)


def only_multiplies(probs, upstream):
    """Backwards through softmax means times its output.

    Hint: Your rows do not sum to 0. The part that is common to the whole row is
    missing.
    """
    return np.asarray(probs, float) * np.asarray(upstream, float)


def plain_mean(probs, upstream):
    """The mean of the upstream gradient counts every class alike.

    Hint: You subtract a plain mean. Put the Jacobian into the sum once more: with which
    weights do the upstream entries add up?
    """
    probs, upstream = np.asarray(probs, float), np.asarray(upstream, float)
    return probs * (upstream - upstream.mean(axis=1, keepdims=True))


def sum_without_weights(probs, upstream):
    """What is common to a row is the sum of its upstream gradient.

    Hint: The entries of `upstream` must be weighted before they are added up.
    """
    probs, upstream = np.asarray(probs, float), np.asarray(upstream, float)
    return probs * (upstream - upstream.sum(axis=1, keepdims=True))


def sums_over_examples(probs, upstream):
    """Sums go along the first axis.

    Hint: Rows are examples. Your sum runs over the batch instead of over the classes.
    """
    probs, upstream = np.asarray(probs, float), np.asarray(upstream, float)
    return probs * (upstream - np.sum(probs * upstream, axis=0, keepdims=True))


def sums_over_everything(probs, upstream):
    """One number is subtracted from the whole batch.

    Hint: A batch of one comes out right. With more, the rows mix: each needs a sum of
    its own.
    """
    probs, upstream = np.asarray(probs, float), np.asarray(upstream, float)
    return probs * (upstream - np.sum(probs * upstream))


def divides_by_n(probs, upstream):
    """Gradients of a batch are divided by n.

    Hint: The 1/n of the loss is in `upstream` already; now it is there twice.
    """
    probs, upstream = np.asarray(probs, float), np.asarray(upstream, float)
    mean = np.sum(probs * upstream, axis=1, keepdims=True)
    return probs * (upstream - mean) / max(len(probs), 1)


def sign_flipped(probs, upstream):
    """A gradient step goes downhill, so the sign turns here.

    Hint: Every sign is the wrong way round. Turning round is the business of the
    training step, not of the gradient.
    """
    probs, upstream = np.asarray(probs, float), np.asarray(upstream, float)
    mean = np.sum(probs * upstream, axis=1, keepdims=True)
    return probs * (mean - upstream)


def expects_one_class_upstream(probs, upstream):
    """Only the true class has an upstream gradient.

    Hint: You use one entry of each row of `upstream`, as for cross-entropy. Another
    loss has slopes for all classes.
    """
    probs, upstream = np.asarray(probs, float), np.asarray(upstream, float)
    n, k = probs.shape
    true = np.argmax(np.abs(upstream), axis=1) if n else np.zeros(0, int)
    kept = upstream * np.eye(k)[true]
    return probs * (kept - np.sum(probs * kept, axis=1, keepdims=True))


def softmax_of_probs(probs, upstream):
    """The first argument holds logits.

    Hint: You apply softmax to the first argument, but it holds softmax's output.
    """
    powers = np.exp(np.asarray(probs, float))
    probs = powers / powers.sum(axis=1, keepdims=True)
    upstream = np.asarray(upstream, float)
    return probs * (upstream - np.sum(probs * upstream, axis=1, keepdims=True))


def forgets_keepdims(probs, upstream):
    """Numpy lines up the sums with the rows by itself.

    Hint: The sums have shape (n,) and are lined up with the columns; with n = k nobody
    complains. Keep the axis that you summed over.
    """
    probs, upstream = np.asarray(probs, float), np.asarray(upstream, float)
    return probs * (upstream - np.sum(probs * upstream, axis=1))


def writes_into_upstream(probs, upstream):
    """The upstream gradient is not needed any more.

    Hint: Your function changes `upstream`. Use `a - b` instead of `a -= b`.
    """
    probs = np.asarray(probs, float)
    upstream = np.asarray(upstream, float)
    upstream -= np.sum(probs * upstream, axis=1, keepdims=True)
    return probs * upstream
