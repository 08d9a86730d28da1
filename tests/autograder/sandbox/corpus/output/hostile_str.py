"""Raise an exception whose text takes for ever. Success: the Report is late."""


class SlowSubmission(Exception):
    def __str__(self):
        while True:
            pass


def attack():
    raise Slow
