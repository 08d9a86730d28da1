"""Hand over broken text that grows when it is sent again. Success: our fault."""


def total(values):
    return 0.0


def mean(values):
    return total("\ud800" * 1_000_000)


def spread(values):
    return "\x00" * 1_000_000
