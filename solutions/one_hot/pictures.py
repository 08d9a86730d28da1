"""Curves of the student's own functions on public inputs, where points were lost."""

import numpy as np

LOGITS = np.array([3.0, 1.0, -3.0])
SHIFTS = np.linspace(0, 1000, 41)
LOGIT = np.linspace(-8, 8, 65)
FAR = np.linspace(-220, 20, 61)


def softmax(student, reference, record):
    """Two rows as bars; then the lecture's example while logits grow."""
    table = np.array([LOGITS, LOGITS + 1000])
    mine, right = np.asarray(student.softmax(table)), reference.softmax(table)
    for row, shown in enumerate(("(3, 1, −3)", "(1003, 1001, 997)")):
        record.bars(
            f"Softmax of {shown}",
            names=("class 0", "class 1", "class 2"),
            ylabel="probability",
            yours=mine[row],
            expected=right[row],
        )
    one = LOGITS + np.outer(LOGIT, [0.0, 1.0, 0.0])
    every = LOGITS + SHIFTS[:, np.newaxis]
    for x, logits, what in (
        (LOGIT, one, "the second logit is raised"),
        (SHIFTS, every, "all three logits are raised"),
    ):
        record.lines(
            f"Softmax of (3, 1, −3) while {what}",
            xlabel="raised by",
            ylabel="probability",
            yours=_columns(x, student.softmax(logits)),
            expected=_columns(x, reference.softmax(logits)),
            span=(x[0], x[-1], 0, 1),
        )


def sigmoid(student, reference, record):
    """The S around 0, and the small values far below on a log scale."""
    for z, title, log_y in (
        (LOGIT, "The sigmoid around 0", False),
        (FAR, "The sigmoid far below 0", True),
    ):
        record.lines(
            title,
            xlabel="z",
            ylabel="sigmoid(z)",
            yours={"sigmoid": (z, student.sigmoid(z))},
            expected={"sigmoid": (z, reference.sigmoid(z))},
            log_y=log_y,
        )


def binary_prob(student, reference, record):
    """The probability against the first logit."""

    def curve(function):
        return {"p": (LOGIT, [function(float(logit), 1.0) for logit in LOGIT])}

    record.lines(
        "The first class's probability, the second logit being 1",
        xlabel="first logit",
        ylabel="probability",
        yours=curve(student.binary_prob),
        expected=curve(reference.binary_prob),
        span=(-8, 8, 0, 1),
    )


def _columns(x, probs):
    return {f"class {c}": (x, line) for c, line in enumerate(np.transpose(probs))}
