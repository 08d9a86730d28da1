"""Answer with two parts instead of three. Success: the grader stumbles."""


def attack():
    frame(RESULT, call_under_way(), b"l\2\0\0\0NN")
