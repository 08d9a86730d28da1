"""Public probes of `one_hot`: small inputs that a student can follow by hand."""

import numpy as np


def fit_least_squares(f):
    """Fit a line to three points."""
    return f.fit_least_squares(
        np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 2.0, 6.0])
    )


def predict_index(f):
    """Read five scores, two of them beyond the last class."""
    return f.predict_index(np.array([-0.7, 0.4, 1.6, 2.3, 5.2]), 3)


def renumber_accuracy(f):
    """Count again how many of four examples of three classes are right."""
    X, y = np.array([[0.0], [1.0], [2.0], [6.0]]), np.array([0, 1, 1, 2])
    return f.renumber_accuracy(X, y, np.array([1, 2, 0]))


def one_hot(f):
    """Write three labels of four classes."""
    return f.one_hot(np.array([2, 0, 1]), 4)


def linear_outputs(f):
    """Compute two outputs for two examples of two inputs."""
    W, b = np.array([[1.0, 2.0], [0.0, 3.0]]), np.array([0.0, 10.0])
    return f.linear_outputs(W, b, np.array([[3.0, 1.0], [0.0, 1.0]]))


def plot_numberings(f):
    """Draw two numberings of four examples."""
    X, y = np.array([[0.0], [1.0], [2.0], [6.0]]), np.array([0, 1, 1, 2])
    return f.plot_numberings(X, y, np.array([[0, 1, 2], [1, 2, 0]]))


def softmax(f):
    """Take two rows, one far below the other."""
    return f.softmax(np.array([[3.0, 1.0, -3.0], [-2000.0, -2001.0, -2002.0]]))


def plot_softmax_gaps(f):
    """Draw two factors on the lecture's logits."""
    return f.plot_softmax_gaps(np.array([3.0, 1.0, -3.0]), np.array([0.0, 1.0]))


def prob_ratio(f):
    """Compare two logits that lie two apart."""
    return f.prob_ratio(3.0, 1.0)


def sigmoid(f):
    """Squash five numbers, one of them far out."""
    return f.sigmoid(np.array([-2.0, -1.0, 0.0, 1.0, 800.0]))


def binary_prob(f):
    """Give a probability of one quarter."""
    return f.binary_prob(0.0, float(np.log(3)))


def plot_sigmoid_over_softmax(f):
    """Draw two points."""
    return f.plot_sigmoid_over_softmax(np.array([0.0, 2.0]))


def sigmoid_weights(f):
    """Give the twin of a network with two inputs."""
    return f.sigmoid_weights(np.array([[2.0, 1.0], [0.0, 4.0]]), np.array([1.0, 3.0]))
