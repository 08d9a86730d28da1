"""Imports go downwards: the floors of docs/architecture.md hold."""

import ast
from pathlib import Path

import pytest

import autograder

PACKAGE = Path(autograder.__file__).parent
FLOORS = {
    0: "model errors",
    1: "notebook wire scoring report fill given leaks words axis figures sidebyside "
    "files matrix mutants impostors excerpt likeness remarks tally threads anonymous "
    "inert outcometable classstats difference histogram similarity rules sheet "
    "worksheet filenames keywords",
    2: "course courseyaml catalogue sandbox generate nbconfig arrivals folder lock "
    "pool bundle archives reports ids",
    3: "student checks probe record fingerprint",
    4: "suite",
    5: "grade judge canary tracing desk",
    6: "new batch release coverage demo simulate overview doctor plugin gradebook "
    "gradebook_rows marks shown trusted feedback screens reportscreen terminal "
    "candidates selfcheck submit checkscreen classreport regrade regradescreen "
    "progress intake collecting logs schema trials certificate certify certifyscreen "
    "roster grades lmscsv export gradescreen filters reportlist markscreen debug "
    "debugscreen fall prompt settled watch watchscreen "
    "layouts attempts collect collectscreen gradescope gradescoperun publish "
    "returning overlay pages "
    "entry finish cluster rebuild beside best timings",
    7: "cli",
}
FLOOR_OF = {name: floor for floor, names in FLOORS.items() for name in names.split()}
WORKER_SIDE = (
    *("worker", "shell", "sketch", "connection", "lockdown", "syscalls", "scratch"),
    *("kernel", "landlock", "namespaces", "strays", "zygote", "probes"),
    *("plainworker", "sockets"),
)
"""what runs beside student code"""


def modules():
    return [path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py"]


def imported(path):
    """Name the modules of the package that a file imports, whenever it does."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "autograder":
            names |= {alias.name for alias in node.names} - {"__version__"}
        elif isinstance(node, ast.ImportFrom) and node.module:
            first, *rest = node.module.split(".")
            if first == "autograder" and rest:
                names.add(rest[0])
    return names


def top(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_module_imports_no_higher_floor(path):
    """A module knows its own floor and those below."""
    above = {name for name in imported(path) if FLOOR_OF[name] > FLOOR_OF[top(path)]}

    assert set() == above


def test_every_module_has_a_floor():
    """A new module is put on a floor on purpose."""
    assert set(FLOOR_OF) >= {top(path) for path in modules()}


@pytest.mark.parametrize("name", WORKER_SIDE)
def test_worker_side_imports_only_what_it_says(name):
    """Beside student code: the standard library, numpy, IPython, wire."""
    path = PACKAGE / "sandbox" / f"{name}.py"

    assert imported(path) <= {"wire", "sandbox"}
