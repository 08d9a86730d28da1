"""Make a pipe send SIGKILL to its owner, another process. Success: it is gone."""

import fcntl
import os


def attack():
    back, forth = os.pipe()
    for command, value in ((8, VICTIM), (10, 9)):
        fcntl.fcntl(back, command, value)
    fcntl.fcntl(back, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    os.write(forth, b"x")
