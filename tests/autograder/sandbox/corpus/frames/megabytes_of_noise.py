"""Send 20 MB of noise. Success: the grader stumbles, or holds on to it."""

import os
import random


def attack():
    noise = random.Random(1).randbytes(1 << 20)
    for _ in range(20):
        os.write(3, noise)
