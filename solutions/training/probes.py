"""Public probes: one small call per exercise, shown side by side on the page."""

import numpy as np

PARAMS = {
    "W": np.array([[0.0, 0.0, 1.0], [1.0, -1.0, 0.0]]),
    "b": np.array([0.0, 1.0]),
    "Wp": np.array([[1.0, 3.0], [2.0, -2.0], [0.0, 1.0]]),
    "bp": np.array([1.0, 0.0, -1.0]),
}
GRADS = {
    "W": np.array([[1.0, 0.0, -1.0], [2.0, 0.0, 0.0]]),
    "b": np.array([1.0, -1.0]),
    "Wp": np.array([[1.0, 0.0], [0.0, 1.0], [-2.0, 0.0]]),
    "bp": np.array([10.0, 0.0, -10.0]),
}
X = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]])
LABELS = np.array([2, 0])
LOGITS = np.array([[5.0, 0.0, 4.9], [-3.0, -1.0, -2.0]])


def forward(f):
    """Two examples through a network of two hidden units: the logits."""
    return f.forward.keeping(1)(PARAMS, X)[0]


def backward(f):
    """The gradients for a small dlogits."""
    _, cache = f.forward.keeping(1)(PARAMS, X)
    return f.backward(PARAMS, cache, np.array([[0.5, -0.5, 0.0], [0.0, -1.0, 1.0]]))


def sgd_step(f):
    """One step of learning rate 0.1."""
    return f.sgd_step(PARAMS, GRADS, 0.1)


def predict(f):
    """A close race, and a row of negative logits."""
    return f.predict(LOGITS)


def accuracy(f):
    """One right of two."""
    return f.accuracy(LOGITS, [0, 2])


def train(f):
    """Two steps of mean square error."""
    return f.train(PARAMS, X, LABELS, "mse", 1.0, 2)


def descend(f):
    """Two steps in a bowl whose gradient at y is y."""

    def gradient(y):
        return np.asarray(y, dtype=float)

    return f.descend(gradient, np.array([8.0, 4.0, 0.0]), 0.25, 2)


def plot_loss_surfaces(f):
    """Both walks from the middle."""
    return f.plot_loss_surfaces(np.array([0.0, 0.0, -1000.0]), 0.5, 3)


def train_from_bad_start(f):
    """Two steps from a network that is sure of class 1."""
    return f.train_from_bad_start(PARAMS, X, LABELS, 1, 16.0, "ce", 1.0, 2)


def plot_digits_curves(f):
    """Two runs of three steps."""
    return f.plot_digits_curves(PARAMS, X, LABELS, 1, 4.0, 1.0, 3)


def adam_step(f):
    """A second step whose gradients are half of the first ones."""
    halves = {key: grad / 2 for key, grad in GRADS.items()}
    params, state = f.adam_step.keeping(1)(PARAMS, GRADS, None, 0.1)
    return f.adam_step.keeping(1)(params, halves, state, 0.1)[0]
