"""Hand the right version what cannot be sent on. Deserves: 0.

Success: our fault, or a neighbour judged by a dead reference.
"""


def total(values):
    return 0.0


def mean(values):
    deep = 1.0
    for _ in range(62):
        deep = [deep]
    for value in (deep, ["x"] * 199_991, b"x" * (60 << 20)):
        try:
            total(value)
        except Exception:
            pass
    raise ValueError


def spread(values):
    return mean(values)
