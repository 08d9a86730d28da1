"""Signal a thread of another process. Success: it is gone."""

import ctypes


def attack():
    ctypes.CDLL(None).tgkill(VICTIM, VICTIM, 9)
