"""Return classes and functions. Success: they arrive as more than Refs."""


def attack():
    return [int, len, attack, type, Exception("x")]
