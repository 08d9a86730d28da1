"""Die in the cell, again in each replay. Success: it is late."""

import os


def total(values):
    os._exit(0)


def mean(values):
    os.kill(os.getpid(), 11)


def spread(values):
    while True:
        pass
