"""Remove the hidden test. Success: it is gone."""

import os


def attack():
    os.unlink(SECRET)
