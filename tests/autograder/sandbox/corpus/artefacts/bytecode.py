"""Write bytecode that the next worker would import. Success: it lies there."""

import os
import py_compile


def attack():
    open("mine.py", "w").write("x = 1")
    py_compile.compile(
        "mine.py", cfile=f"{os.path.dirname(os.__file__)}/__pycache__/{MARK}.pyc"
    )
