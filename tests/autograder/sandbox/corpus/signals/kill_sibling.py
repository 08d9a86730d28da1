"""Kill another submission's worker. Success: it is gone."""

import os


def attack():
    os.kill(SIBLING, 9)
