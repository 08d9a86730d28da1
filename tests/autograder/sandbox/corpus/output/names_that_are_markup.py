"""Raise a class whose name is markup. Success: the markup comes out."""

kind = type("<script>mark()</script>\x1b[2J", (Exception,), {})


def attack():
    raise kind("x")
