"""Imports go downwards: the floors of docs/architecture.md hold."""

import ast
import graphlib
from pathlib import Path

import autograder

PACKAGE = Path(autograder.__file__).parent
FLOORS = (
    "model errors threads likeness wire interrupts digests"
    " definitions documents notebookjson text",
    "report files notebook prose sandbox",
    "wording scoring student_calls",
    "terminal logs courses student",
    "progress submissions authoring",
    "views grading students",
    "marking",
    "runs",
    "hooks checks classroom certifying",
    "lms debugging",
    "screens",
    "cli",
)
"""rooms and single modules, from the lowest floor up"""
FLOOR_OF = {name: floor for floor, names in enumerate(FLOORS) for name in names.split()}


def modules():
    return [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"]


def name_of(path):
    """Name a file as imports do, without the package's own name."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


NAMES = {name_of(path) for path in modules()}


def imported(path):
    """Name the modules of the package that a file imports, whenever it does."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        first, _, rest = node.module.partition(".")
        if first == "autograder":
            inside = {f"{rest}.{one.name}".strip(".") for one in node.names}
            names |= (inside & NAMES) or {rest} - {""}
    return names


def room(name):
    return name.partition(".")[0]


def test_modules_import_from_lower_floors_and_their_own_room():
    """A room knows the floors below, and nobody beside it."""
    wrong = {
        f"{name_of(path)} imports {name}"
        for path in modules()
        for name in imported(path)
        if room(name) != room(name_of(path))
        and FLOOR_OF[room(name)] >= FLOOR_OF[room(name_of(path))]
    }

    assert set() == wrong


def test_every_room_has_a_floor():
    """A new room is put on a floor on purpose, and one that has gone is forgotten."""
    assert set(FLOOR_OF) == {room(name) for name in NAMES}


def test_no_imports_go_round_in_a_circle():
    """Inside a room, too, one of two modules is the lower one."""
    graph = {name_of(path): imported(path) - {name_of(path)} for path in modules()}

    order = list(graphlib.TopologicalSorter(graph).static_order())  # or it names one
    assert set(order) >= NAMES


def test_the_public_face_of_the_checks_is_for_hidden_suites_alone():
    """Inside the package the checks have one name: `autograder.grading.checks`."""
    users = {name_of(path) for path in modules() if "checks" in imported(path)}

    assert users == set()


def test_the_floors_are_those_of_the_documents():
    """docs/architecture.md draws the same floors."""
    page = (PACKAGE.parent / "docs" / "architecture.md").read_text("utf-8")
    drawn = page.partition("## Floors")[2].partition("```")[2].partition("```")[0]
    rows = [line[4:].partition("   ")[0].split() for line in drawn.strip().splitlines()]

    assert rows[::-1] == [names.split() for names in FLOORS]
