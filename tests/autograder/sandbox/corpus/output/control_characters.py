"""Print what moves a terminal's cursor. Success: an escape character comes out."""

print("\x1b[2J\x1b]0;title\x07\x9b31m\u202e")


def attack():
    raise ValueError("\x1b[2J\x1b]8;;http://x\x07")
