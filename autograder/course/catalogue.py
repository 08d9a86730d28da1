"""Every known answer of an assignment, right or wrong, and submissions made of them.

The reference, the accepted answers and the misconceptions are code beside each other
in `solutions/<assignment>/`. As submissions they walk the same line as a student's.
"""

import ast
import importlib
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Literal

from autograder.common.errors import UserError
from autograder.course.course import Assignment
from autograder.course.course_faults import describe_fault
from autograder.course.source_notebook import grade_id, source_of
from autograder.model import Exercise, Kind, Notebook

Shelf = Literal["accepted", "misconceptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAnswer:
    """One answer of the catalogue to one exercise."""

    exercise: str
    name: str
    """the style of a right answer, the bug of a wrong one"""
    shelf: Shelf
    source: str
    """the cell a student would hand in"""
    belief: str
    """its docstring's first paragraph"""
    hint: str = ""
    """what we tell the student"""
    line: int = 0
    """where it stands in its file"""


def load_reference(assignment: Assignment) -> SimpleNamespace:
    """Load the reference's functions, the imported ones of earlier assignments too."""
    if not assignment.reference.is_file():
        raise UserError(
            f"no reference for `{assignment.name}`",
            hint=f"write solutions/{assignment.name}/reference.py",
        )
    module = load_solution_module(assignment, "reference")
    functions = inspect.getmembers(module, inspect.isfunction)
    return SimpleNamespace(**dict(functions))


def load_probes(assignment: Assignment) -> dict[str, Callable[[Any], Any]]:
    """Load the public probes, by exercise."""
    return _functions(assignment, "probes")


def load_pictures(assignment: Assignment) -> dict[str, Callable[..., None]]:
    """Load what draws the student's functions for the page, by exercise."""
    return _functions(assignment, "pictures")


def _functions(assignment: Assignment, name: str) -> dict[str, Callable[..., Any]]:
    if not (assignment.solutions / f"{name}.py").is_file():
        return {}
    module = load_solution_module(assignment, name)
    return {
        name: function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


def load_solution_module(assignment: Assignment, module: str) -> ModuleType:
    """Import a module of `solutions/<assignment>/`, from this course alone."""
    os.environ.setdefault("MPLBACKEND", "agg")  # no window opens while grading
    with _importable(assignment.course.root):
        try:
            return importlib.import_module(f"solutions.{assignment.name}.{module}")
        except Exception as error:
            path = assignment.solutions / f"{module}.py"
            raise _unusable(assignment, path, error) from error


def known_answers(assignment: Assignment, shelf: Shelf) -> list[KnownAnswer]:
    """Read the accepted answers or the misconceptions, by exercise and name."""
    answers = []
    for exercise in assignment.exercises:
        path = assignment.solutions / shelf / f"{exercise.name}.py"
        if exercise.kind is not Kind.WRITTEN and path.is_file():
            text, tree = _parsed(assignment, path)
            answers += list(_read_answers(text, tree, exercise.name, shelf))
    return answers


def reference_answers(assignment: Assignment) -> dict[str, str]:
    """Give the reference's own cell for every exercise."""
    text, tree = _parsed(assignment, assignment.reference)
    functions = {
        node.name: _text_of(node, text)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    return {
        exercise.name: functions[exercise.name]
        for exercise in assignment.exercises
        if exercise.kind is not Kind.WRITTEN and exercise.name in functions
    }


def answer_stub(assignment: Assignment, exercise: Exercise) -> str:
    """Give an exercise's answer cell as it is released."""
    stubs = (
        source_of(cell)
        for cell in assignment.release["cells"]
        if grade_id(cell) == exercise.answer_id
    )
    return next(stubs, "")


def missing_references(assignment: Assignment) -> dict[str, str]:
    """Say of each exercise of code that the reference does not answer where it lacks.

    Its hidden tests cannot judge anyone.
    """
    answered = reference_answers(assignment)
    where = assignment.reference.relative_to(assignment.course.root)
    return {
        exercise.name: f"{where}: no function `{exercise.name}`"
        for exercise in assignment.exercises
        if exercise.kind is not Kind.WRITTEN and exercise.name not in answered
    }


def list_dependents(answers: Mapping[str, str]) -> dict[str, list[str]]:
    """Name for each exercise those that call it, themselves or through another.

    Args:
        answers: the reference's cells, by exercise.
    """
    calls = {
        name: {
            node.id for node in ast.walk(ast.parse(cell)) if isinstance(node, ast.Name)
        }
        & (answers.keys() - {name})
        for name, cell in answers.items()
    }
    for _ in answers:  # a chain of calls is no longer than there are functions
        for called in calls.values():
            called |= {far for near in called for far in calls[near]}
    return {
        name: [user for user in answers if name in calls[user] and user != name]
        for name in answers
    }


def make_answered_notebook(
    assignment: Assignment, answers: Mapping[str, str]
) -> Notebook:
    """Make a notebook: the release with these cells, by exercise, as answers."""
    by_cell = {
        assignment.exercise(name).answer_id: cell for name, cell in answers.items()
    }
    cells = []
    for cell in assignment.release["cells"]:
        cells.append({**cell, "source": by_cell.get(grade_id(cell), cell["source"])})
    return {**assignment.release, "cells": cells}


def _parsed(assignment: Assignment, path: Path) -> tuple[str, ast.Module]:
    """Read a file of code; what is wrong with it is the instructor's to mend."""
    try:
        text = path.read_text("utf-8")
        return text, ast.parse(text, filename=str(path))
    except (OSError, UnicodeDecodeError, SyntaxError, ValueError) as error:
        raise _unusable(assignment, path, error) from error


def _unusable(assignment: Assignment, path: Path, error: Exception) -> UserError:
    said = describe_fault(assignment.course.root, path, error)
    return UserError(f"a file of `{assignment.name}` cannot be used: {said}")


def _read_answers(
    text: str, tree: ast.Module, exercise: str, shelf: Shelf
) -> Iterator[KnownAnswer]:
    imports = _imports(tree, text)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            belief, _, hint = (ast.get_docstring(node) or "").partition("Hint:")
            body = rename_function(_text_of(node, text), node.name, exercise)
            yield KnownAnswer(
                exercise=exercise,
                name=node.name,
                shelf=shelf,
                source=imports + _without_docstring(body),
                belief=" ".join(belief.split()),
                hint=" ".join(hint.split()),
                line=node.lineno,
            )


def _text_of(node: ast.FunctionDef, text: str) -> str:
    """Give a function's source; Python's own way leaves its decorators out."""
    first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
    above = text.split("\n")[first - 1 : node.lineno - 1]
    return "\n".join([*above, ast.get_source_segment(text, node) or ""])


def rename_function(source: str, old: str, new: str) -> str:
    """Give a function's source under another name: its head and its calls of itself.

    Attributes, keywords, texts and local names that are spelt alike stay: an answer
    called `bincount` may well call `np.bincount`.
    """
    function = ast.parse(source).body[0]
    lines = source.encode().splitlines(keepends=True)
    # The last first, so that the columns of the others stay right.
    for line, column in sorted(_places_of(old, function, lines), reverse=True):
        before, after = lines[line][:column], lines[line][column:]
        lines[line] = before + new.encode() + after.removeprefix(old.encode())
    return b"".join(lines).decode()


def _places_of(
    name: str, function: ast.stmt, lines: Sequence[bytes]
) -> Iterator[tuple[int, int]]:
    """Find where a function names itself: line from 0, and column in bytes."""
    head = lines[function.lineno - 1]
    yield function.lineno - 1, head.index(name.encode(), head.index(b"def") + 3)
    for node in _in_same_sense(name, function):
        at = node.lineno - 1, node.col_offset
        # Python 3.11 places what stands in f-strings wrongly; there it stays.
        if lines[at[0]][at[1] :].startswith(name.encode()):
            yield at


def _in_same_sense(name: str, scope: ast.AST) -> Iterator[ast.Name]:
    """Find where a name means the module's: in no scope that binds it itself."""
    if isinstance(scope, _SCOPES) and name in _bound_in(scope):
        return
    for node in ast.iter_child_nodes(scope):
        if isinstance(node, ast.Name) and node.id == name:
            yield node
        yield from _in_same_sense(name, node)


_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


def _bound_in(scope: ast.AST) -> set[str]:
    """Name what a scope binds: its parameters, and all that is assigned in it."""
    bound: set[str] = set()
    for node in _own_nodes(scope):
        match node:
            case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                bound.add(name)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                bound.add(name)
            case ast.MatchMapping(rest=str(name)):
                bound.add(name)
            case ast.alias(name=name, asname=other):
                bound.add(other or name.partition(".")[0])
    return bound


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """Walk a scope, without the insides of those within it."""
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, _SCOPES):
            yield from _own_nodes(node)


def _imports(tree: ast.Module, text: str) -> str:
    """Give the imports an answer needs beyond what the notebook has."""
    lines = [
        ast.get_source_segment(text, node) or ""
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        and not (isinstance(node, ast.ImportFrom) and _is_ours(node.module or ""))
    ]
    if not lines:
        return ""
    return "\n".join(lines) + "\n\n\n"


def _is_ours(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] == "solutions"


def _without_docstring(source: str) -> str:
    """Drop the belief: a student's own cell would not confess it."""
    tree = ast.parse(source)
    function = tree.body[0]
    if not isinstance(function, ast.FunctionDef) or not ast.get_docstring(function):
        return source
    if len(function.body) == 1:
        return source
    text = function.body[0]
    lines = source.splitlines()
    kept = lines[: text.lineno - 1] + lines[text.end_lineno :]
    return "\n".join(kept)


@contextmanager
def _importable(root: Path) -> Iterator[None]:
    """Let `import solutions…` mean this course, for as long as the block lasts."""
    # No `__pycache__` is left among the instructor's files.
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(root))
    _forget()
    try:
        yield
    finally:
        sys.path.remove(str(root))
        _forget()
        sys.dont_write_bytecode = writes


def _forget() -> None:
    # Another course of this process has modules of the same names.
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]
    importlib.invalidate_caches()
