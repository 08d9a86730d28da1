"""Stop this process. Success: the Report is late."""

import os
import signal


def attack():
    os.kill(os.getpid(), signal.SIGSTOP)
