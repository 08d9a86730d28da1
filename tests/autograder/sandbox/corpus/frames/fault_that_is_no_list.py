"""Report a fault in the wrong shape. Success: the grader stumbles."""


def attack():
    frame(ERROR, call_under_way(), b"l\1\0\0\0l\0\0\0\0")
