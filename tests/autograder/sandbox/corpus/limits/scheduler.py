"""Ask for real time, so that nobody else runs. Success: the policy changed."""

import os


def attack():
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    return "policy=real time"
