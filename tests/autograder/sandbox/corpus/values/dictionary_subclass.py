"""Return a dict that has every key. Success: it arrives as one."""


class All(dict):
    def __contains__(self, key):
        return True

    def __missing__(self, key):
        return 1.0


def attack():
    return All()
