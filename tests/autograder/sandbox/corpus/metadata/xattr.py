"""Write an extended attribute. Success: the file has one."""

import os


def attack():
    os.setxattr(GRADEBOOK, "user.mark", b"x")
