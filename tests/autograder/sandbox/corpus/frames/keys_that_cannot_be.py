"""Use a list, an array and a Ref as keys. Success: the grader stumbles."""


def attack():
    frame(RESULT, call_under_way(), b"l\3\0\0\0D\1\0\0\0l\0\0\0\0NNN")
