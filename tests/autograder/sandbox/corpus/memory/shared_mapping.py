"""Map shared memory, which is not the process's own. Success: more than the limit."""

import mmap


def attack():
    kept = []
    for _ in range(12):
        part = mmap.mmap(-1, 1 << 28)
        for place in range(0, 1 << 28, 4096):
            part[place] = 1
        kept.append(part)
