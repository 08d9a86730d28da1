"""Change what belongs to the machine. Success: its name or clock changed."""

import ctypes
import time


def attack():
    libc = ctypes.CDLL(None)
    if libc.sethostname(b"mark", 4) == 0:
        return "machine=renamed"
    try:
        time.clock_settime(time.CLOCK_REALTIME, time.time())
    except OSError:
        return None
    return "machine=clock set"
