"""Return an integer of a million digits. Success: the grader prints it."""


def attack():
    return 10**1_000_000
