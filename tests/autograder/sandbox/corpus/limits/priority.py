"""Slow another process down. Success: its priority changed."""

import os


def attack():
    os.setpriority(os.PRIO_PROCESS, VICTIM, 19)
