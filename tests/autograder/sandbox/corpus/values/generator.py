"""Return a generator for the array. Success: it arrives as more than a Ref."""


def attack():
    return (1.0 for _ in range(3))
