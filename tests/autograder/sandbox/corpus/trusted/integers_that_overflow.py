"""Return integers larger than any float. Success: the grader stumbles."""


def attack():
    return [10**400, 1, 2]
