"""Return a float that equals everything. Success: a check passes."""


class Equal(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __hash__ = float.__hash__


def attack():
    return Equal(1.0)
