"""Known wrong answers to `forward`."""

import numpy as np

from solutions.one_hot.reference import sigmoid, softmax


def forgets_the_hidden_bias(params, X):
    """Only the last layer has a bias.

    Hint: With W = 0, which of the two biases still changes the hidden units?
    """
    hidden = sigmoid(np.asarray(X) @ params["W"].T)
    return hidden @ params["Wp"].T + params["bp"], (X, hidden)


def forgets_the_output_bias(params, X):
    """Only the hidden layer has a bias.

    Hint: The network has two biases. What do your logits do when bp grows by 1?
    """
    hidden = sigmoid(np.asarray(X) @ params["W"].T + params["b"])
    return hidden @ params["Wp"].T, (X, hidden)


def forgets_the_sigmoid(params, X):
    """Two layers are two matrices.

    Hint: What stands between the two layers? Without it, two layers are one.
    """
    hidden = np.asarray(X) @ params["W"].T + params["b"]
    return hidden @ params["Wp"].T + params["bp"], (X, hidden)


def squashes_the_output(params, X):
    """Every layer ends in a sigmoid.

    Hint: Logits can be any number. Are yours ever negative, or above 1?
    """
    hidden = sigmoid(np.asarray(X) @ params["W"].T + params["b"])
    return sigmoid(hidden @ params["Wp"].T + params["bp"]), (X, hidden)


def softmax_at_the_end(params, X):
    """A network for classes returns probabilities.

    Hint: The loss takes logits and does its own softmax. Applying it first applies
    it twice.
    """
    hidden = sigmoid(np.asarray(X) @ params["W"].T + params["b"])
    return softmax(hidden @ params["Wp"].T + params["bp"]), (X, hidden)


def relu_for_the_sigmoid(params, X):
    """The hidden units are rectified.

    Hint: Here every hidden unit lies between 0 and 1.
    """
    hidden = np.maximum(0, np.asarray(X) @ params["W"].T + params["b"])
    return hidden @ params["Wp"].T + params["bp"], (X, hidden)


def tanh_for_the_sigmoid(params, X):
    """Tanh and the sigmoid are the same.

    Hint: What does your hidden unit give at a sum of 0? It should be one half.
    """
    hidden = np.tanh(np.asarray(X) @ params["W"].T + params["b"])
    return hidden @ params["Wp"].T + params["bp"], (X, hidden)


def nan_for_large_sums(params, X):
    """The sigmoid is exp(z) / (1 + exp(z)), for every z.

    Hint: What is exp(1000), and what is that divided by itself? The given sigmoid
    knows a way round.
    """
    powers = np.exp(np.asarray(X) @ params["W"].T + params["b"])
    hidden = powers / (1 + powers)
    return hidden @ params["Wp"].T + params["bp"], (X, hidden)


def weights_without_transpose(params, X):
    """X times W, as it stands.

    Hint: Write down the shapes: X is (n, d) and W is (h, d). Try n, d and h that
    differ.
    """
    hidden = sigmoid(np.asarray(X) @ params["W"] + params["b"])
    return hidden @ params["Wp"] + params["bp"], (X, hidden)


def returns_only_the_logits(params, X):
    """The cache is for backward, so it is not returned.

    Hint: forward returns two things. What will backward get from you?
    """
    hidden = sigmoid(np.asarray(X) @ params["W"].T + params["b"])
    return hidden @ params["Wp"].T + params["bp"]


def in_single_precision(params, X):
    """float32 is precise enough.

    Hint: Seven digits are not enough here; numpy's own default has sixteen.
    """
    X = np.asarray(X, dtype=np.float32)
    hidden = sigmoid(X @ params["W"].astype(np.float32).T + params["b"])
    logits = hidden @ params["Wp"].T + params["bp"]
    return logits.astype(np.float32), (X, hidden)


def centres_the_inputs(params, X):
    """Inputs are centred first.

    Hint: The logits of one example should not depend on the other examples.
    """
    X = np.asarray(X, dtype=float)
    hidden = sigmoid((X - X.mean(axis=0)) @ params["W"].T + params["b"])
    return hidden @ params["Wp"].T + params["bp"], (X, hidden)


def writes_into_the_arguments(params, X):
    """The bias is stored among the parameters for later.

    Hint: forward leaves the dict it gets as it is. Keep what you need in the cache.
    """
    hidden = sigmoid(np.asarray(X) @ params["W"].T + params["b"])
    params["hidden"] = hidden
    return hidden @ params["Wp"].T + params["bp"], (X, hidden)


def returns_the_hidden_units_too(params, X):
    """Everything that backward may need is returned.

    Hint: Two things are returned; whatever backward needs goes into the one cache.
    """
    hidden = sigmoid(np.asarray(X) @ params["W"].T + params["b"])
    return hidden @ params["Wp"].T + params["bp"], (X, hidden), hidden


def fills_one_array(params, X):
    """The logits of a batch of the same size can reuse the array.

    Hint: Your second call writes over the logits of the first.
    """
    hidden = sigmoid(np.asarray(X) @ params["W"].T + params["b"])
    logits = hidden @ params["Wp"].T + params["bp"]
    kept = fills_one_array.__dict__.setdefault(str(logits.shape), logits)
    kept[...] = logits
    return kept, (X, hidden)
