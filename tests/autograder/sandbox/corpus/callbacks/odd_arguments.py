"""Hand it things that cannot be sent, and odd names. Success: the grader stumbles."""


def use(f):
    for value in (object(), lambda: 1, {object(): 1}, (x for x in "a"), type, f):
        try:
            f(value, **{"self": 1, "": 2, "a b": 3})
        except Exception:
            pass
    return 1
