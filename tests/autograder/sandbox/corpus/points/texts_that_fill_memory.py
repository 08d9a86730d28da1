"""Return texts that numpy would pad to gigabytes. Success: our fault, or it is late."""


def total(values):
    return ["x" * 1_000_000] + ["y"] * 4_000


mean = spread = total
