"""Wait for a lock that nobody gives back. Success: the Report is late."""

import threading


def attack():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
