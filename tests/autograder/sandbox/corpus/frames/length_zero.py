"""Announce nothing. Success: the grader stumbles."""


def attack():
    frame(RESULT, call_under_way(), b"", length=0)
    frame(RESULT, call_under_way(), b"", length=5)
