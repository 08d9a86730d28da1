"""Describe a drawing that is none. Success: the grader stumbles."""


def attack():
    frame(RESULT, call_under_way(), b"l\3\0\0\0NNl\1\0\0\0D\1\0\0\0s\5\0\0\0titleN")
