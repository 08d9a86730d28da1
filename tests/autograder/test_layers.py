"""Imports go downwards: the order of docs/architecture.md holds."""

import ast
import graphlib
import sys
from pathlib import Path

import autograder

PACKAGE = Path(autograder.__file__).parent
ORDER = (
    *("common", "files", "model", "report", "sandbox", "course", "submissions"),
    *("grading", "checks", "output", "gradebook", "batch", "tools", "hooks", "cli"),
)
"""what stands at the top of the package, the lowest first"""
GUEST_LIBRARIES = {"numpy", "IPython", *sys.stdlib_module_names}
"""what may be imported beside student code, besides the guest's own modules"""
LAZY_LIBRARIES = {"matplotlib", "threadpoolctl", "traitlets"}


def module_paths():
    return [
        path
        for path in PACKAGE.rglob("*.py")
        if path != PACKAGE / "__init__.py" and "skeleton" not in path.parts
    ]


def module_name(path):
    """Name a file as imports do, without the package's own name."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


MODULE_NAMES = {module_name(path) for path in module_paths()}


def imported_modules(path):
    """Name the modules of the package that a file imports, whenever it does."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        first, _, rest = node.module.partition(".")
        if first == "autograder":
            inside = {f"{rest}.{one.name}".strip(".") for one in node.names}
            names |= (inside & MODULE_NAMES) or {rest} - {""}
    return names


def imported_libraries(path):
    """Name the libraries outside the package that a file imports, whenever it does."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names - {"autograder"}


def layer_of(name):
    return ORDER.index(name.partition(".")[0])


def tool_of(name):
    """Name the tool that a module belongs to; empty outside of them."""
    return ".".join(name.split(".")[:2]) if name.startswith("tools.") else ""


def test_modules_import_only_from_layers_below():
    """A layer knows those below it, and itself."""
    upward = {
        f"{module_name(path)} imports {name}"
        for path in module_paths()
        for name in imported_modules(path)
        if layer_of(name) > layer_of(module_name(path))
    }

    assert set() == upward


def test_every_layer_has_its_place_in_the_order():
    """A new name at the top is put into the order on purpose; one that went, leaves."""
    assert set(ORDER) == {name.partition(".")[0] for name in MODULE_NAMES}


def test_no_imports_go_round_in_a_circle():
    """Inside a layer, too, one of two modules is the lower one."""
    graph = {
        module_name(path): imported_modules(path) - {module_name(path)}
        for path in module_paths()
    }

    order = list(graphlib.TopologicalSorter(graph).static_order())  # or it names one
    assert set(order) >= MODULE_NAMES


def test_tools_import_no_other_tool():
    """Tools stand around the line, each on its own."""
    crossing = {
        f"{module_name(path)} imports {name}"
        for path in module_paths()
        for name in imported_modules(path)
        if tool_of(module_name(path)) and tool_of(name)
        if tool_of(name) != tool_of(module_name(path))
    }

    assert set() == crossing


def test_guest_imports_nothing_of_ours_but_itself():
    """Beside student code: the standard library, numpy, IPython, and the guest."""
    wrong = {
        f"{module_name(path)} imports {name}"
        for path in (PACKAGE / "sandbox" / "guest").rglob("*.py")
        for name in (
            *(one for one in imported_modules(path) if not is_guest(one)),
            *(imported_libraries(path) - GUEST_LIBRARIES - LAZY_LIBRARIES),
        )
    }

    assert set() == wrong


def is_guest(name):
    return name.startswith("sandbox.guest")


def test_documents_name_the_same_order():
    """The tree of docs/architecture.md begins each layer in this order."""
    page = (PACKAGE.parent / "docs" / "architecture.md").read_text("utf-8")
    tree = page.partition("```")[2].partition("```")[0].splitlines()
    named = [
        line.split()[0].strip("/").removesuffix(".py")
        for line in tree
        if line.startswith("  ") and not line.startswith("   ")
    ]

    assert named == list(ORDER)
