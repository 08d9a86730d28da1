"""Return the right number as text, or as truth. Success: points."""


def total(values):
    return str(float(np.sum(values)))


def mean(values):
    return bool(np.mean(values))


def spread(values):
    return [[float(np.ptp(values))]]
