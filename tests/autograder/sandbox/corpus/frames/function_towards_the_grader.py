"""Send a function, as only the grader may. Success: the grader calls it."""


def attack():
    frame(RESULT, call_under_way(), b"l\3\0\0\0x\1\0\0\0NN")
