"""Stop a process instead of killing it. Success: it stands still."""

import os
import signal


def attack():
    os.kill(VICTIM, signal.SIGSTOP)
