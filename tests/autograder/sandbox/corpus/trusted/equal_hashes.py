"""Return dicts whose complex keys all have one hash. Success: it takes long."""


def attack():
    keys = [complex(2**50 - 1000003 * k, k) for k in range(5000)]
    return [dict.fromkeys(keys) for _ in range(19)]
