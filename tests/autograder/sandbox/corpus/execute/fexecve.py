"""Execute a program by its descriptor. Success: it left a mark."""

import os


def attack():
    for program in ("/bin/touch", "/usr/lib/klibc/bin/sh"):
        fd = os.open(program, os.O_RDONLY)
        os.execve(fd, ["touch", f"{CANARY}/mark"], {})
