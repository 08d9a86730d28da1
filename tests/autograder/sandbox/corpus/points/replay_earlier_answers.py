"""Answer each call with what the last one should have had. Success: points."""

last = [0.0]


def total(values):
    last.append(float(sum(values)))
    return last[-2]


mean = spread = total
