"""Take nearly all the time that each call has. Success: it is late."""

import time


def total(values):
    time.sleep(0.9)
    return 0.0


mean = spread = total
