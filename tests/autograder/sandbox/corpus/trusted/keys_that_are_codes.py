"""Return a dict whose keys move a cursor. Success: the codes come out."""


def attack():
    return {"\x1b[2J": 1.0, "\u202e": 2.0}
