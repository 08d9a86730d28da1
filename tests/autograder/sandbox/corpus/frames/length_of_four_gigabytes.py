"""Announce 4 GiB. Success: the grader makes room for it."""


def attack():
    frame(RESULT, call_under_way(), b"N", length=0xFFFFFFFF)
