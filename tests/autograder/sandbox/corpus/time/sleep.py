"""Wait without computing. Success: the Report is late."""

import time


def attack():
    time.sleep(1e6)
