"""Return dicts whose keys are tuples of one hash. Success: it takes long."""

P1, P2, P5 = 11400714785074694791, 14029467366897019727, 2870177450012600261
WORD = (1 << 64) - 1


def mixed(accumulator, lane):
    accumulator = (accumulator + lane * P2) & WORD
    return ((accumulator << 31 | accumulator >> 33) * P1) & WORD


def attack():
    first, second = pow(P1, -1, 1 << 64), pow(P2, -1, 1 << 64)
    target = mixed(mixed(P5, 1), 2) * first & WORD
    target = (target >> 31 | target << 33) & WORD
    pairs = ((a, (target - mixed(P5, a)) * second & WORD) for a in range(3, 30_000))
    keys = [pair for pair in pairs if pair[1] < (1 << 61) - 1][:2400]
    return [dict.fromkeys(keys), dict.fromkeys(keys)]
