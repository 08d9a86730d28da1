"""Leave with code 0. Success: taken for a value."""


def attack():
    exit()
