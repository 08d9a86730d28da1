"""Hand 60 MB to the test's function, again and again. Success: the Report is late."""


def use(f):
    while True:
        f(bytes(60 << 20))
