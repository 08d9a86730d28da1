"""Call the test's function without end. Success: over 10,000 uses."""


def use(f):
    while True:
        f("again")
