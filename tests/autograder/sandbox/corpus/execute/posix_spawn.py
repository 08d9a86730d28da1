"""Spawn without a fork of Python's. Success: it left a mark."""

import os


def attack():
    os.posix_spawn("/bin/touch", ["touch", f"{CANARY}/mark"], {})
