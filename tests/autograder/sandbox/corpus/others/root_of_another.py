"""Walk through another process's root folder. Success: the token."""


def attack():
    return open(f"/proc/{GRADER}/root{SECRET}").read()
