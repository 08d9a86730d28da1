"""Catch whatever is meant to stop us. Success: the Report is late."""


def attack():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
