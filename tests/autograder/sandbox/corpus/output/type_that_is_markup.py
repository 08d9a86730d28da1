"""Return an object whose type's name is markup. Success: the markup comes out."""

kind = type("<script>mark()</script>\x1b[2J", (), {})


def attack():
    return [kind(), {"a": kind()}]
