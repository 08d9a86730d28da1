"""Kill a process of the same user. Success: it is gone."""

import os


def attack():
    os.kill(VICTIM, 9)
