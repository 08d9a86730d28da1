"""Fill files in memory that no mapping shows. Success: more than the limit."""

import os


def attack():
    for number in range(12):
        fd = os.memfd_create(str(number))
        for _ in range(256):
            os.write(fd, bytes(1 << 20))
    return "made=memory"
