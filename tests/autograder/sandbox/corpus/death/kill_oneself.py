"""Kill this process. Success: the grader stumbles."""

import os


def attack():
    os.kill(os.getpid(), 9)
