"""Return a generator that knows the answer when it is asked twice. Success: points."""


def total(values):
    yield float(sum(values))


mean = spread = total
