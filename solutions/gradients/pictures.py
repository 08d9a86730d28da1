"""Curves of the student's own functions on public inputs, where points were lost."""

import numpy as np

STEPS, LR = 200, 0.5
STARTS = np.array([[-9.0, 9.0, -1000.0], [-1.0, 1.0, -1000.0]])
NAMES = ("from the corner", "from a healthy start")
TARGETS = np.array([[1.0, 0.0, 0.0]] * 2)
GAPS = np.linspace(0, 20, 21)


def cross_entropy_grad_logits(student, reference, record):
    """Descent with the student's gradient, and with the right one."""
    functions = student.cross_entropy_grad_logits, reference.cross_entropy_grad_logits
    _compare(*functions, reference, record, "cross-entropy")


def mse_grad_logits(student, reference, record):
    """Descent with the student's gradient, and with the right one."""
    functions = student.mse_grad_logits, reference.mse_grad_logits
    _compare(*functions, reference, record, "MSE")


def gradient_ratio(student, reference, record):
    """The ratio over the gap, on a log scale."""
    record.lines(
        "How many times steeper cross-entropy is",
        xlabel="gap",
        ylabel="ratio",
        yours={"ratio": (GAPS, [student.gradient_ratio(float(gap)) for gap in GAPS])},
        expected={"ratio": (GAPS, [reference.gradient_ratio(gap) for gap in GAPS])},
        log_y=True,
    )


def _compare(yours, ours, reference, record, loss):
    def curves(gradient):
        path = [STARTS]
        for _ in range(STEPS):
            path.append(
                path[-1] - LR * len(STARTS) * np.asarray(gradient(path[-1], TARGETS))
            )
        probs = reference.softmax(np.stack(path))[..., 0]
        steps = np.arange(STEPS + 1)
        return {name: (steps, probs[:, row]) for row, name in enumerate(NAMES)}

    record.lines(
        f"Gradient descent on {loss}",
        xlabel="step",
        ylabel="probability of the true class",
        yours=curves(yours),
        expected=curves(ours),
        span=(0, STEPS, 0, 1),
    )
