"""What runs beside student code imports little, and nothing of the grader's side."""

import ast
import importlib.util
import sys
from pathlib import Path

import pytest

GUEST = (
    "autograder.definitions",
    "autograder.sandbox.bindings",
    "autograder.sandbox.connection",
    "autograder.sandbox.exception_report",
    "autograder.sandbox.exit_statuses",
    "autograder.sandbox.figure_capture",
    "autograder.sandbox.kernel",
    "autograder.sandbox.landlock",
    "autograder.sandbox.lockdown",
    "autograder.sandbox.namespaces",
    "autograder.sandbox.plainworker",
    "autograder.sandbox.probes",
    "autograder.sandbox.request_server",
    "autograder.sandbox.scratch",
    "autograder.sandbox.shell",
    "autograder.sandbox.sketch",
    "autograder.sandbox.sockets",
    "autograder.sandbox.strays",
    "autograder.sandbox.syscalls",
    "autograder.sandbox.worker",
    "autograder.sandbox.zygote",
    "autograder.wire",
)
"""all that is loaded in a zygote, in a worker, or where layers are tried"""
LIBRARIES = {"numpy", "IPython", "traitlets", *sys.stdlib_module_names}
"""traitlets is what IPython is configured by"""


def imports_of(name):
    """Name all that a module imports, at its head or in a function."""
    tree = ast.parse(Path(importlib.util.find_spec(name).origin).read_text("utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                found.add(full if full in GUEST else node.module)
    return found


@pytest.mark.parametrize("name", GUEST)
def test_guest_imports_the_standard_library_numpy_ipython_and_itself(name):
    """One rule, for what a student's code can reach and what the zygote trusts."""
    own = {one for one in imports_of(name) if one.startswith("autograder")}
    others = {one.partition(".")[0] for one in imports_of(name) - own}

    assert own <= set(GUEST)
    assert others <= LIBRARIES
