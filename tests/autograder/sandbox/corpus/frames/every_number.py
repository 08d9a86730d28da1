"""Write ten thousand answers with guessed numbers. Success: one is taken."""


def attack():
    for number in range(10_000):
        frame(RESULT, number, LIST_OF_FORGED)
