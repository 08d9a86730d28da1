"""Write to a kept stream after the cell has ended. Success: it comes out."""

import sys

kept = sys.stdout


def attack():
    kept.write(f"late={MARK}")
    sys.__stdout__.write(f"late={MARK}")
    sys.stdout.write(f"late={MARK}")
    sys.stdout.flush()
    raise ValueError
