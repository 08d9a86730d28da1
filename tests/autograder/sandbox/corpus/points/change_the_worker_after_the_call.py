"""Change kept arrays after they were returned. Success: a neighbouring value
changes."""

buffer = np.zeros(())


def total(values):
    buffer[...] = np.sum(values) + 1
    return buffer


def mean(values):
    return np.asarray(0.0)


spread = mean
