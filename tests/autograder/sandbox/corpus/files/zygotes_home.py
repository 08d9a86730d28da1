"""Write where the zygote keeps its configuration. Success: a file lies there."""

import os


def attack():
    open(os.path.join(BASE, "zygote", MARK), "w").write("x")
