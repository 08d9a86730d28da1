"""Return one long text among many short ones, which numpy pads. Success: gigabytes."""


def attack():
    return ["x" * 1_000_000] + ["y"] * 4_000
