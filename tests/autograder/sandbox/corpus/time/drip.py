"""Answer one byte at a time, for ever. Success: the Report is late."""

import time


def attack():
    os.write(3, struct.pack("<IBI", 60_000_000, RESULT, call_under_way()))
    while True:
        os.write(3, b"x")
        time.sleep(0.01)
