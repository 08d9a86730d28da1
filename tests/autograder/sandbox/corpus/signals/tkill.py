"""The older call for it. Success: it is gone."""

import ctypes
import os


def attack():
    ctypes.CDLL(None).syscall(200 if os.uname().machine == "x86_64" else 130, VICTIM, 9)
