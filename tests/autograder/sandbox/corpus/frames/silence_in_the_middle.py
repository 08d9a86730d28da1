"""Announce 60 MB, send 5 bytes, then nothing. Success: the Report is late."""

import time


def attack():
    frame(RESULT, call_under_way(), b"12345", length=60_000_000)
    time.sleep(1e6)
