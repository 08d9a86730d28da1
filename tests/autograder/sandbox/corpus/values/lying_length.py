"""Return a list that says another length each time. Success: the grader stumbles."""


class Long(list):
    def __len__(self):
        return 1 << 40

    def __iter__(self):
        while True:
            yield 1.0


def attack():
    return Long([1.0])
