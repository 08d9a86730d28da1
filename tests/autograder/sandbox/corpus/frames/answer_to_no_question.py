"""Send READY again. Success: the grader stumbles."""


def attack():
    frame(129, call_under_way(), b"N")
