"""Answer the grader from two processes. Success: a call is answered twice."""

import os


def attack():
    os.fork()
    return "one"
