"""Crash. Success: the grader stumbles."""

import ctypes


def attack():
    ctypes.string_at(0)
