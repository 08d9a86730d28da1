"""The public face of the checks: what hidden suites of every course import."""

import ast
from pathlib import Path

import autograder
from autograder import checks
from autograder.grading import checks as implementation

PACKAGE = Path(autograder.__file__).parent


def imported_from_checks(path):
    """Name what a file imports of `autograder.checks`."""
    return {
        name.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "autograder.checks"
        for name in node.names
    }


def test_each_public_check_is_the_implementation_s():
    """A suite that catches CheckFailed catches the one that grading raises."""
    for name in checks.__all__:
        assert getattr(checks, name) is getattr(implementation, name)


def test_every_check_is_public():
    """A new `assert_…` is one that hidden suites can import."""
    written = {name for name in vars(implementation) if name.startswith("assert_")}

    assert written == {name for name in checks.__all__ if name.startswith("assert_")}


def test_hidden_suites_find_what_they_import():
    """Those of this course ask for nothing that is not public."""
    hidden = PACKAGE.parent / "tests" / "hidden"
    wanted = set().union(*map(imported_from_checks, hidden.rglob("*.py")))

    assert wanted
    assert wanted <= set(checks.__all__)
