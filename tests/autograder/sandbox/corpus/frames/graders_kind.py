"""Send what only the grader sends. Success: the grader obeys."""


def attack():
    for kind in (1, 2, 3, 4, 5):
        frame(kind, call_under_way(), b"l\1\0\0\0N")
