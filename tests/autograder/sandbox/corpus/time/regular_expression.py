"""Hang in C, where Python looks at no signal. Success: the Report is late."""

import re


def attack():
    return re.match(r"(a+)+$", "a" * 60 + "b")
