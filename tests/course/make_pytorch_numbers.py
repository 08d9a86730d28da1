"""Make pytorch_numbers.json: what PyTorch says of a dozen batches of logits.

PyTorch is no dependency of the project. To make the numbers again, install it into a
virtual environment of its own (they were made with `torch==2.13.0`) and run this file
there: `python tests/course/make_pytorch_numbers.py`.
"""

import json
from pathlib import Path

import torch
from torch.nn import functional

OUTPUT = Path(__file__).with_name("pytorch_numbers.json")

BATCHES = {
    "two examples": ([[2.0, 0.0, 1.0], [0.0, 0.0, 0.0]], [1, 2]),
    "one example": ([[3.0, 1.0, -3.0]], [0]),
    "two classes": ([[0.5, -1.25], [-2.0, 0.75], [1.5, 1.5]], [0, 0, 1]),
    "as many examples as classes": (
        [[0.3, -1.2, 2.5], [1.7, 0.1, -0.4], [-0.9, 0.8, 0.6]],
        [2, 0, 1],
    ),
    "ten classes": ([[0.1 * i * (-1) ** i for i in range(10)]] * 2, [9, 0]),
    "the lecture's corner": ([[-10.0, 10.0, -1000.0]], [0]),
    "a healthy start": ([[-1.0, 1.0, -1000.0]], [0]),
    "a gap of 16": ([[-8.0, 8.0, -1000.0]], [0]),
    "a gap of 1000": ([[0.0, 1000.0], [1000.0, 0.0]], [0, 0]),
    "ten thousand either way": ([[-1e4, 1e4, 0.0], [1e4, -1e4, 0.0]], [0, 0]),
    "rows far apart": ([[1.0, 2.0, 3.0], [-1999.0, -1998.0, -1997.0]], [0, 2]),
    "one far above": ([[0.0, 0.0, 500.0, 0.0], [0.0, 0.0, 0.0, 0.0]], [2, 3]),
    "sure and right": ([[30.0, 0.0, 0.0]], [0]),
}


def numbers(logits, labels):
    """Give what PyTorch says of one batch, in double precision."""
    z = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    y = torch.tensor(labels)
    truth = functional.one_hot(y, z.shape[1]).to(torch.float64)
    cross_entropy = functional.cross_entropy(z, y)
    # mse_loss's own mean also divides by the classes; the course's loss does not.
    squares = functional.mse_loss(functional.softmax(z, 1), truth, reduction="sum")
    mse = squares / len(y)
    return {
        "logits": logits,
        "labels": labels,
        "softmax": functional.softmax(z, 1).tolist(),
        "log_softmax": functional.log_softmax(z, 1).tolist(),
        "sigmoid": torch.sigmoid(z).tolist(),
        "cross_entropy": cross_entropy.item(),
        "cross_entropy_grad": torch.autograd.grad(cross_entropy, z)[0].tolist(),
        "mse": mse.item(),
        "mse_grad": torch.autograd.grad(mse, z)[0].tolist(),
    }


if __name__ == "__main__":
    batches = {name: numbers(*batch) for name, batch in BATCHES.items()}
    content = {"torch": torch.__version__.partition("+")[0], "batches": batches}
    OUTPUT.write_text(json.dumps(content, indent=1) + "\n")
