"""Change Python's clocks. Success: the Report is late."""

import time

time.monotonic = time.time = time.process_time = lambda: 0.0


def attack():
    while True:
        time.sleep(0.1)
