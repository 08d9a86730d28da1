"""Open devices that are more than they seem. Success: one opens."""

import os


def attack():
    for name in (
        "mem",
        "kmem",
        "fuse",
        "net/tun",
        "kvm",
        "ptmx",
        "tty",
        "loop-control",
        "uinput",
    ):
        try:
            os.open(f"/dev/{name}", os.O_RDWR)
        except OSError:
            continue
        return f"device={name}"
