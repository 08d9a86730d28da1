"""Our hidden suites as nbgrader's and otter's hidden tests: the same calls and checks.

Each grade cell gets the source of its exercise's hidden suite between nbgrader's own
marks. What a suite imports lies in a folder of modules beside it that kernels find by
PYTHONPATH, byte-compiled once: our checks without their imports of pytest and of the
sandbox, what the suites share, the references, and `standin`. A wrong answer loses its
cell at the first failing test, as nbgrader has it.
"""

import json
import re
import textwrap
from pathlib import Path
from typing import Any

from autograder.course.course import Assignment
from autograder.grading import check_messages, checks
from autograder.model import Kind

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"

_OURS = "from standin import"
_STANDS_IN = {
    r"^import pytest$": "import standin as pytest",
    r"^from autograder\.(sandbox\.faults|student|wire|text) import": _OURS,
    r"^from numpy\.typing import": _OURS,
    r"^from autograder\.checks import": "from checks import",
    r"^from autograder\.grading\.check_messages import": "from check_messages import",
    r"^from \.draws import": "from draws import",
}


def support(assignment: Assignment, folder: Path) -> None:
    """Write the modules that translated tests import into `folder`."""
    folder.mkdir(parents=True)
    here = Path(__file__).parent
    (folder / "standin.py").write_text((here / "standin.py").read_text("utf-8"))
    for module in (checks, check_messages):
        assert module.__file__ is not None
        path = Path(module.__file__)
        (folder / path.name).write_text(translated(path.read_text("utf-8")))
    for path in assignment.hidden.glob("*.py"):
        if not path.name.startswith(("test_", "__")):
            (folder / path.name).write_text(translated(path.read_text("utf-8")))
    for path in assignment.course.root.glob("solutions/*/reference.py"):
        copy = folder / "solutions" / path.parent.name / path.name
        copy.parent.mkdir(parents=True)
        copy.write_text(path.read_text("utf-8"))


def source_notebook(assignment: Assignment) -> dict[str, Any]:
    """Give the release with the hidden suites in its grade cells."""
    made: dict[str, Any] = json.loads(json.dumps(assignment.release))
    for exercise in assignment.exercises:
        if exercise.kind is not Kind.WRITTEN:
            cell = next(
                cell for cell in made["cells"] if _is_grade(cell, exercise.name)
            )
            visible = "".join(cell["source"])
            hidden = hidden_tests(assignment, exercise.name)
            cell["source"] = f"{visible}\n{BEGIN}\n{hidden}{END}"
    return made


def hidden_tests(assignment: Assignment, exercise: str) -> str:
    """Give an exercise's hidden suite as the lines of a cell."""
    path = assignment.hidden / f"test_{exercise}.py"
    body = textwrap.indent(translated(path.read_text("utf-8")), "    ")
    module = f"solutions.{assignment.name}.reference"
    return (
        f"def _hidden():\n{body}\n    return locals()\n"
        "import standin as _standin\n"
        f"_standin.run(_hidden(), globals(), {exercise!r}, {module!r})\n"
    )


def otter_test(assignment: Assignment, exercise: str, points: float) -> str:
    """Give an exercise's hidden suite as one of otter's test files."""
    path = assignment.hidden / f"test_{exercise}.py"
    body = textwrap.indent(translated(path.read_text("utf-8")), "    ")
    module = f"solutions.{assignment.name}.reference"
    return (
        "from otter.test_files import test_case\n"
        f"OK_FORMAT = False\nname = {exercise!r}\npoints = {points}\n\n"
        f"def _hidden():\n{body}\n    return locals()\n\n"
        "@test_case(hidden=True)\n"
        "def hidden(env):\n"
        "    import standin\n"
        f"    standin.run(_hidden(), env, {exercise!r}, {module!r})\n"
    )


def translated(source: str) -> str:
    """Let a module's imports mean what stands in for them."""
    for pattern, replacement in _STANDS_IN.items():
        source = re.sub(pattern, replacement, source, flags=re.MULTILINE)
    return source


def _is_grade(cell: dict[str, Any], exercise: str) -> bool:
    tags = cell["metadata"].get("nbgrader", {})
    return bool(tags.get("grade")) and tags.get("grade_id") == exercise
