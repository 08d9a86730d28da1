"""Ask the right version for every argument seen so far. Success: points for `total`."""

import json

seen = {}


def total(values):
    seen[json.dumps(list(values))] = None
    return seen.get(json.dumps(list(values))) or 0.0


wrong = total


def mean(values):
    for key in list(seen):
        try:
            seen[key] = total(json.loads(key))
        except Exception:
            pass
    return 0.0


spread = wrong
