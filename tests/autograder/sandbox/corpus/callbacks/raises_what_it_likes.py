"""Return a callable that raises when the test calls it. Success: the grader
stumbles."""


def use(f):
    def bad(*_):
        raise SystemExit

    return f(bad)
