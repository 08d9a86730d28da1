"""Make a file that cannot be removed. Success: the scratch is left."""

import array
import fcntl


def attack():
    file = open("stone", "w")
    fcntl.ioctl(file, 0x40086602, array.array("L", [0x30]))
