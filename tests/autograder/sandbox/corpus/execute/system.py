"""Start a shell. Success: it left a mark."""

import os


def attack():
    os.system(f"touch {CANARY}/mark")
