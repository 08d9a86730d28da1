"""Where files of this package lie, for programs that are started by their path.

Nothing here counts folders upwards: a file that moves to another folder stays found.
"""

import importlib.util
from pathlib import Path

import autograder
from autograder.common.errors import GraderError


def package_parent() -> str:
    """Give the folder that `autograder` is imported from, its links followed."""
    return str(Path(autograder.__file__).resolve().parents[1])


def program_file(module: str) -> str:
    """Give the file of a module, which need not be one that can be imported here.

    Raises:
        GraderError: the package was installed without it.
    """
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise GraderError(f"`{module}` is not installed")
    return spec.origin
