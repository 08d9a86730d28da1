"""Print the environment. Success: a variable of the grader's is in it."""

import os


def attack():
    return dict(os.environ)
