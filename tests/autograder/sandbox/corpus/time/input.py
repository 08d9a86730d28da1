"""Wait for somebody to type. Success: the Report is late."""


def attack():
    return input()
