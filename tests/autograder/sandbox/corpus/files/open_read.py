"""Read a hidden test by `open`. Success: its token comes out."""


def attack():
    return open(SECRET).read()
