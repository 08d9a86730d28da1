"""Signal a whole process group. Success: it is gone."""

import os


def attack():
    os.killpg(VICTIM, 9)
