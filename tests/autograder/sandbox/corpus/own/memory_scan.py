"""Search this process's own memory for the grader's tokens. Success: one is here."""

import ctypes
import re


def attack():
    for line in open("/proc/self/maps"):
        start, end = (int(word, 16) for word in line.split()[0].split("-"))
        if "rw" in line and end - start < 1 << 26 and "[v" not in line:
            if found := re.search(PATTERN, ctypes.string_at(start, end - start)):
                return found.group()
