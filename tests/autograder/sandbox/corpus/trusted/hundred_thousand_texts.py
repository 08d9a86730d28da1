"""Return a hundred thousand different texts to be compared. Success: it takes long."""


def attack():
    return [f"{k:x}" * 3 for k in range(100_000)]
