"""What a cell of code defines, read off its syntax tree. Pure; standard library only.

Both sides ask: the grader, to find an answer wherever it stands, and the worker, to
tell a definition from another use of the same name.
"""

import ast
import warnings
from collections.abc import Iterator

_RUN = (ast.stmt, ast.ExceptHandler, ast.match_case)
"""parts of a block that run where it stands"""


def parse_quietly(source: str) -> ast.Module | None:
    """Parse code; None when it is no Python, or too deep for the parser."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a student's "\d" is not our warning
            return ast.parse(source)
    # ValueError is half of a surrogate pair and, in some versions, a null byte;
    # MemoryError is what the parser gives up with where code is nested too deeply.
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def defined_names(tree: ast.AST, *, stubs: bool = True) -> set[str]:
    """Give the names that code defines, in its blocks too.

    An import defines nothing, and `name = name(…)` only uses what is defined.

    Args:
        tree: of a cell.
        stubs: count functions that only give up.
    """
    names: set[str] = set()
    for node in _statements(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if stubs or not is_stub(node):
                names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= set().union(*map(_bound, node.targets)) - {_called(node.value)}
        elif isinstance(node, ast.AnnAssign) and node.value:  # `x: int` binds nothing
            names |= _bound(node.target) - {_called(node.value)}
    return names


def imported_names(tree: ast.AST) -> set[str]:
    """Give the names that code imports where it stands; `*` for all of a module."""
    return {
        (alias.asname or alias.name).partition(".")[0]
        for node in _statements(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


def is_stub(node: ast.AST) -> bool:
    """Tell whether this is a function that only gives up: nobody has written it."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return all(map(is_nothing, node.body))


def is_nothing(node: ast.stmt) -> bool:
    """Tell whether a statement does nothing, or says that there is no answer yet."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Raise):
        raised = node.exc
        if isinstance(raised, ast.Call):  # `raise NotImplementedError()`, as released
            raised = raised.func
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return isinstance(node, ast.Pass)


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Give what runs when the cell does, but for the bodies of what it defines."""
    left: list[ast.AST] = [*ast.iter_child_nodes(tree)]
    while left:  # no recursion: each `elif` of a chain lies in the one before
        node = left.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            parts = ast.iter_child_nodes(node)
            left += [part for part in parts if isinstance(part, _RUN)]


def _bound(target: ast.expr) -> set[str]:
    """Give the names that an assignment binds by this target."""
    names = (node for node in ast.walk(target) if isinstance(node, ast.Name))
    # In `x[i] = y` and `x.a = y` the names are only read.
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


def _called(value: ast.expr) -> str:
    """Name what an expression is a call of; empty when it is none."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return value.func.id
    return ""
