"""Return a list that contains itself. Success: the Report is late."""


def attack():
    found = []
    found += [found, found]
    return found
