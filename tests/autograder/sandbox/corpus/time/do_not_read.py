"""Stop reading in the middle of a large question. Success: the Report is late."""

import time


def use(f):
    body = b"l\3\0\0\0" + b"i" + struct.pack("<q", 1) + b"l\0\0\0\0" + b"D\0\0\0\0"
    frame(CALLBACK, call_under_way(), body)
    time.sleep(1e6)
