"""Hang when somebody looks at the type's name. Success: the Report is late."""


class Meta(type):
    @property
    def __name__(cls):
        while True:
            pass


class Odd(metaclass=Meta):
    pass


def attack():
    return Odd()
