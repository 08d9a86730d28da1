"""Return a list that changes while it is sent. Success: the grader stumbles."""

items = []


class Meta(type):
    @property
    def __name__(cls):
        items.extend([1.0] * 10)
        return "Grower"


class Grower(metaclass=Meta):
    pass


def attack():
    items.extend([Grower(), Grower(), 1.0])
    return items
