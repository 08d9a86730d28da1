"""Write the next answer before its question. Success: it is taken."""


def attack():
    for number in range(3):
        frame(RESULT, (call_under_way() + number) & 0xFFFFFFFF, LIST_OF_FORGED)
