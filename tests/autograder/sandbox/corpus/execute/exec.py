"""Become another program. Success: it left a mark."""

import os


def attack():
    os.execv("/bin/touch", ["touch", f"{CANARY}/mark"])
