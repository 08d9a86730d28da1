"""Open with O_TRUNC alone. Success: it is shorter."""

import os


def attack():
    os.open(SECRET, os.O_WRONLY | os.O_TRUNC)
