"""Return an object that runs code when it is unpickled. Success: it left a mark."""

import os


class Bomb:
    def __reduce__(self):
        return os.system, (f"touch {CANARY}/mark",)


def attack():
    return [Bomb(), {"x": Bomb()}]
