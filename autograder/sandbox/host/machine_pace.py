"""How fast this machine computes, against the one where our suites were certified."""

import time

import numpy as np

_ROUNDS = 7
_CERTIFIED = 0.0078
"""CPU seconds of one round on a processor as that one: an AMD EPYC of 2023"""


def measure_slowness() -> float:
    """Say how many times longer than there the same work takes; about 0.1 s.

    It is the fastest of several rounds, by the thread's own clock, so that a busy
    machine looks as it is. `doctor` tells people; no verdict hangs on it.
    """
    return min(_round() for _ in range(_ROUNDS)) / _CERTIFIED


def _round() -> float:
    """Time what answers are made of: a loop in Python, and many small arrays."""
    # Of this thread: a machine that does other things is not slow.
    started = time.thread_time()
    total = 0.0
    for number in range(100_000):
        total += number * 0.5
    logits = np.linspace(-5.0, 5.0, 4000).reshape(400, 10)
    for _ in range(100):
        probs = np.exp(logits - logits.max(axis=-1, keepdims=True))
        logits = logits - 0.1 * (probs / probs.sum(axis=-1, keepdims=True))
    return time.thread_time() - started
