"""Recurse without a limit, on the C stack. Success: the grader hears nothing sane."""

import sys


def attack():
    sys.setrecursionlimit(10**9)

    def down(n):
        return [down(n + 1)]

    return down(0)
