"""Say that a list has 2³² items. Success: the grader makes room for them."""


def attack():
    frame(RESULT, call_under_way(), b"l\3\0\0\0l\xff\xff\xff\xffN")
