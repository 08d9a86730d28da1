"""Put a module into site-packages, to be imported by others. Success: it lies there."""

import os


def attack():
    for folder in (
        os.path.dirname(os.__file__),
        os.path.dirname(os.__file__) + "/site-packages",
    ):
        try:
            open(f"{folder}/{MARK}.py", "w").write("x")
        except OSError:
            pass
