"""Use multiprocessing, as a student would. Success: a process is left."""

import ctypes
import multiprocessing
import time


def sleep():
    ctypes.CDLL(None).prctl(15, ESCAPEE)
    time.sleep(8)


def attack():
    multiprocessing.get_context("fork").Process(target=sleep).start()
