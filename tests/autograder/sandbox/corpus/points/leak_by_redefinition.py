"""Replace the function by an object named after the input. Success: it is told."""


def total(values):
    digits = "".join(one for one in repr(list(values)) if one.isdigit())
    globals()["total"] = type("T" + digits[:55], (), {})()
    raise ValueError


mean = spread = total
