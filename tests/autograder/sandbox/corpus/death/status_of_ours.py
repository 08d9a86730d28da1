"""Leave with the code that means out of memory. Success: the grader stumbles."""

import os


def attack():
    os._exit(98)
