"""Return tuples nested as deeply as allowed. Success: the grader stumbles."""


def attack():
    found = ()
    for _ in range(60):
        found = (found, 1)
    return found
