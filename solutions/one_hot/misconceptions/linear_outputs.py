"""Wrong answers to `linear_outputs`, each with what to say about it."""

import numpy as np


def weights_not_transposed(W, b, X):
    """X times W.

    Hint: Rows of W are classes: as it stands X @ W multiplies inputs with classes. It
    works by chance where W is square, with wrong numbers.
    """
    W, b, X = (np.asarray(part, float) for part in (W, b, X))
    return X @ W + b


def one_column_for_each_example(W, b, X):
    """W times X, as in the lecture.

    Hint: Your result has a column for each example; rows are examples here.
    """
    W, b, X = (np.asarray(part, float) for part in (W, b, X))
    return W @ X.T + b[:, None]


def bias_along_the_examples(W, b, X):
    """The bias is added down the rows.

    Hint: Each class has its bias. You add them along the examples, which goes unnoticed
    where there are as many examples as classes.
    """
    W, b, X = (np.asarray(part, float) for part in (W, b, X))
    if len(X) == len(W):
        return X @ W.T + b[:, None]
    return X @ W.T + b


def no_bias(W, b, X):
    """The weights do the work.

    Hint: The bias is missing.
    """
    return np.asarray(X, float) @ np.asarray(W, float).T


def minus_the_bias(W, b, X):
    """A bias is a threshold.

    Hint: The bias is added, not subtracted.
    """
    W, b, X = (np.asarray(part, float) for part in (W, b, X))
    return X @ W.T - b


def sum_of_the_biases(W, b, X):
    """There is one bias.

    Hint: Every class gets its own bias; you add the same number to all.
    """
    W, b, X = (np.asarray(part, float) for part in (W, b, X))
    return X @ W.T + b.sum()


def integers_stay(W, b, X):
    """Products of integers are integers.

    Hint: From integers you give integers, and small ones wrap around. Floats are asked
    for: convert first.
    """
    return np.asarray(X) @ np.asarray(W).T + np.asarray(b)


def softmax_too(W, b, X):
    """A classifying layer ends in softmax.

    Hint: The raw outputs are asked for. Softmax comes later.
    """
    W, b, X = (np.asarray(part, float) for part in (W, b, X))
    out = X @ W.T + b
    out = np.exp(out - out.max(axis=1, keepdims=True, initial=-np.inf))
    return out / out.sum(axis=1, keepdims=True)


def sigmoid_too(W, b, X):
    """Every layer ends in a sigmoid.

    Hint: The raw outputs are asked for; nothing squashes them in the last layer.
    """
    W, b, X = (np.asarray(part, float) for part in (W, b, X))
    return np.exp(-np.logaddexp(0.0, -(X @ W.T + b)))


def sizes_of_one_vanish(W, b, X):
    """Axes of length one are superfluous.

    Hint: A batch of one is a batch: keep the axis.
    """
    W, b, X = (np.asarray(part, float) for part in (W, b, X))
    return np.squeeze(X @ W.T + b)


def first_example_only(W, b, X):
    """There is one example.

    Hint: X holds n examples; only the first one is used.
    """
    W, b, X = (np.asarray(part, float) for part in (W, b, X))
    return (W @ X[0] + b)[None, :]


def adds_the_bias_in_place(W, b, X):
    """The biases can carry the result.

    Hint: You add to the caller's own b.
    """
    W, X = np.asarray(W, float), np.asarray(X, float)
    out = X @ W.T + np.asarray(b, float)
    for row in range(min(len(out), 1)):
        b[:] = out[row]
    return out


def elementwise(W, b, X):
    """Multiplying is `*`.

    Hint: `*` multiplies number by number. A sum over the inputs is needed: `@`.
    """
    W, b, X = (np.asarray(part, float) for part in (W, b, X))
    return X * W + b
