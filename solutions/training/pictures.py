"""Curves of the student's own functions on public inputs, where points were lost."""

import numpy as np
from sklearn.datasets import load_digits

from solutions.gradients.reference import cross_entropy_grad_logits, mse_grad_logits

STEPS = 100
WRONG_CLASS, BIAS = 3, 16.0
TARGETS = np.array([[1.0, 0.0, 0.0]])
LOSSES = {"cross-entropy": "ce", "MSE": "mse"}
SURFACE = (-10, 10, -10, 10)


def train(student, reference, record):
    """Both losses from a healthy start on the digits."""

    def history(train, loss):
        return train(*_digits(), loss, 1.0, STEPS)[1]

    _compare(student.train, reference.train, history, record, "a healthy start")


def train_from_bad_start(student, reference, record):
    """Both losses from a network that is sure of a wrong class."""

    def history(train, loss):
        return train(*_digits(), WRONG_CLASS, BIAS, loss, 1.0, STEPS)[1]

    functions = student.train_from_bad_start, reference.train_from_bad_start
    _compare(*functions, history, record, "a confidently wrong start")


def descend(student, reference, record):
    """Both walks on the lecture's surface, from its bad corner."""
    slopes = {
        "cross-entropy": lambda y: cross_entropy_grad_logits([y], TARGETS)[0],
        "MSE": lambda y: mse_grad_logits([y], TARGETS)[0],
    }

    def walks(descend):
        return {
            name: np.asarray(descend(slope, [-9.0, 9.0, -1000.0], 0.5, STEPS)).T[:2]
            for name, slope in slopes.items()
        }

    record.lines(
        "The walk out of the lecture's corner",
        xlabel="logit y1",
        ylabel="logit y2",
        yours=walks(student.descend),
        expected=walks(reference.descend),
        span=SURFACE,
    )


def _digits():
    """Give a healthy start, the first 400 digits, their labels."""
    rng = np.random.default_rng(0)
    params = {
        "W": 0.3 * rng.normal(size=(16, 64)),
        "b": np.zeros(16),
        "Wp": 0.1 * rng.normal(size=(10, 16)),
        "bp": np.zeros(10),
    }
    data = load_digits()
    return params, data.data[:400] / 16.0, data.target[:400]


def _compare(yours, ours, history, record, start):
    def curves(train):
        losses = {name: np.asarray(history(train, key)) for name, key in LOSSES.items()}
        return {
            name: (np.arange(len(loss)), loss / loss[0])
            for name, loss in losses.items()
        }

    record.lines(
        f"Training on the digits from {start}",
        xlabel="step",
        ylabel="loss / first loss",
        yours=curves(yours),
        expected=curves(ours),
        span=(0, STEPS, 0, 1),
    )
