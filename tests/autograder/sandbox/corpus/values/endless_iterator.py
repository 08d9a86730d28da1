"""Return an iterator without an end. Success: the Report is late."""

import itertools


def attack():
    return itertools.count()
