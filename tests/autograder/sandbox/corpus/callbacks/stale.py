"""Keep the test's function and call it later. Success: it is used."""


def use(f):
    global kept
    kept = f
    return 1


def attack_later():
    return kept("late")
