"""Leave a destructor and an exit hook behind. Success: our fault."""

import atexit
import os


class Late:
    def __del__(self):
        os.write(3, b"\0" * 64)


kept = Late()
atexit.register(os.write, 3, b"\0" * 64)


def total(values):
    global kept
    kept = None
    return 0.0


mean = spread = total
