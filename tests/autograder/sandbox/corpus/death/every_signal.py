"""Die of a real-time signal. Success: the grader stumbles over its name."""

import os
import signal


def attack():
    os.kill(os.getpid(), signal.SIGRTMIN + 7)
