"""Nest folders with long names, deeper than any path may be. Success: they are left."""

import os


def attack():
    for _ in range(60):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
