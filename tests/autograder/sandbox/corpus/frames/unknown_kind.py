"""Send a kind that does not exist. Success: the grader stumbles."""


def attack():
    frame(200, call_under_way(), b"N")
