"""Return an array that takes minutes to be shown. Success: it is late."""


def total(values):
    return np.zeros((6,) * 10, dtype=bool)


mean = spread = total
