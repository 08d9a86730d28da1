"""Return an object that says that it is a float. Success: it arrives as one."""


class Liar:
    @property
    def __class__(self):
        return float


def attack():
    return Liar()
