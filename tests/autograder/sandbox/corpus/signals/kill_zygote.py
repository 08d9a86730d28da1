"""Kill the parent. Success: no more workers start."""

import os


def attack():
    os.kill(ZYGOTE, 9)
    os.kill(os.getppid(), 9) if os.getppid() > 1 else None
