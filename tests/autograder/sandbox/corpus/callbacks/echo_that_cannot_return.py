"""Make the test's function give what cannot be sent back. Success: our fault."""


def use(f):
    deep = 1.0
    for _ in range(62):
        deep = [deep]
    try:
        f(deep)
    except Exception:
        pass
    f(["x"] * 199_991)
    return 1
