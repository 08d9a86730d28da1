"""Set the time of a file, as of a submission. Success: its time changed."""

import os


def attack():
    os.utime(GRADEBOOK, (0, 0))
