"""Raise an exception whose text takes for ever. Success: the Report is late."""


class Slow(Exception):
    def __str__(self):
        while True:
            pass


def attack():
    raise Slow
