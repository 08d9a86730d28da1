"""Report a fault that does not exist. Success: the grader stumbles."""


def attack():
    frame(ERROR, call_under_way(), b"l\2\0\0\0s\6\0\0\0passedT")
