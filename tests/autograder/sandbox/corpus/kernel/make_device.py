"""Make a node for a disk in the scratch. Success: it was made."""

import os
import stat


def attack():
    os.mknod("disk", 0o666 | stat.S_IFBLK, os.makedev(8, 0))
    return "device=made"
