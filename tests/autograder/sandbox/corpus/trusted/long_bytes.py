"""The same with bytes, in nested lists. Success: gigabytes."""


def attack():
    return [[b"x" * 50_000_000, b"y"] for _ in range(1)] + [[b"x", b"y"]] * 100
