"""Send three bytes and close. Success: the grader stumbles."""

import os


def attack():
    os.write(3, b"abc")
    os.close(3)
