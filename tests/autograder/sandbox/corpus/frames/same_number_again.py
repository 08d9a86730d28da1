"""Answer twice, so that the second answers the next question. Success: it is taken."""


def attack():
    frame(RESULT, call_under_way(), LIST_OF_FORGED)
    frame(RESULT, call_under_way(), LIST_OF_FORGED)
    return 1
