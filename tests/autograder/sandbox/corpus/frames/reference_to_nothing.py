"""Return a Ref with a number that nobody gave. Success: the grader follows it."""


def attack():
    frame(RESULT, call_under_way(), b"l\3\0\0\0r" + b"\xff" * 8 + b"\1\4evil" + b"NN")
