"""Die when the worker cleans up after the call. Success: a call is answered wrongly."""

import os


class Trap:
    def __del__(self):
        os._exit(0)


def attack():
    Trap()
    return "early"
