"""Pin another process to one processor. Success: its processors changed."""

import os


def attack():
    os.sched_setaffinity(VICTIM, {0})
