"""Curves of the student's own functions on public inputs, where points were lost."""

import numpy as np

P = np.linspace(0, 1, 41)
DIGITS = np.linspace(0, 10, 41)
TARGET = np.array([[1.0, 0.0]])
GAPS = np.linspace(0, 2000, 41)
NONE = np.array([0])
CLASSES = [2, 3, 4, 5, 6, 8, 10, 14, 20, 30]
SIZES = [1, 50, 100, 200, 300, 400, 500, 600, 700, 800]


def mse_loss(student, reference, record):
    """The loss of one example of two classes."""

    def curve(function):
        rows = [np.array([[p, 1 - p]]) for p in P]
        return {"loss": (P, [function(row, TARGET) for row in rows])}

    record.lines(
        "MSE of one example of two classes",
        xlabel="probability of the true class",
        ylabel="loss",
        yours=curve(student.mse_loss),
        expected=curve(reference.mse_loss),
        span=(0, 1, 0, 2),
    )


def cross_entropy(student, reference, record):
    """The loss of one example of two classes, ever more surely wrong."""

    def curve(function):
        rows = [np.array([[10.0**-digit, 1 - 10.0**-digit]]) for digit in DIGITS]
        return {"loss": (DIGITS, [function(row, TARGET) for row in rows])}

    record.lines(
        "Cross-entropy where the true class is improbable",
        xlabel="x: it has probability 10⁻ˣ",
        ylabel="loss",
        yours=curve(student.cross_entropy),
        expected=curve(reference.cross_entropy),
    )


def log_softmax(student, reference, record):
    """The smaller of two logits, ever further below the other."""

    def curve(function):
        rows = [function(np.array([-gap, 0.0]))[0] for gap in GAPS]
        return {"smaller logit": (GAPS, rows)}

    record.lines(
        "log_softmax where softmax is nearly 0",
        xlabel="gap between two logits",
        ylabel="log of the smaller probability",
        yours=curve(student.log_softmax),
        expected=curve(reference.log_softmax),
    )


def cross_entropy_logits(student, reference, record):
    """The loss of one example that is ever more surely wrong."""

    def curve(function):
        rows = [np.array([[-gap, 0.0]]) for gap in GAPS]
        return {"loss": (GAPS, [function(row, NONE) for row in rows])}

    record.lines(
        "The loss of an example that is surely wrong",
        xlabel="gap between the logits",
        ylabel="loss",
        yours=curve(student.cross_entropy_logits),
        expected=curve(reference.cross_entropy_logits),
    )


def log_likelihood(student, reference, record):
    """The log-likelihood of more and more examples of probability 0.3."""

    def curve(function):
        batches = [(np.tile([0.3, 0.7], (n, 1)), np.zeros(n, int)) for n in SIZES]
        return {"log-likelihood": (SIZES, [function(*batch) for batch in batches])}

    record.lines(
        "Examples whose label has probability 0.3",
        xlabel="number of examples",
        ylabel="log-likelihood",
        yours=curve(student.log_likelihood),
        expected=curve(reference.log_likelihood),
    )


def double_softmax_floor(student, reference, record):
    """The floor against the number of classes."""

    def curve(function):
        return {"floor": (CLASSES, [function(k) for k in CLASSES])}

    record.lines(
        "The smallest loss with softmax twice",
        xlabel="number of classes",
        ylabel="loss",
        yours=curve(student.double_softmax_floor),
        expected=curve(reference.double_softmax_floor),
        span=(0, 30, 0, 3),
    )
