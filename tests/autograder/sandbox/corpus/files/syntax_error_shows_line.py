"""Compile under the hidden file's name, so that an error quotes it. Success: the
token."""

import traceback


def attack():
    try:
        exec(compile("1/0", SECRET, "exec"))
    except ZeroDivisionError:
        return traceback.format_exc()
