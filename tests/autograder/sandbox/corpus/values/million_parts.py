"""Return a list of a million numbers. Success: the grader takes it."""


def attack():
    return [0.0] * 1_000_000
