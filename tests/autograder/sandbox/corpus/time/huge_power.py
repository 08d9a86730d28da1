"""Hang in one operation on integers. Success: the Report is late."""


def attack():
    return (9**9**8) % 7
