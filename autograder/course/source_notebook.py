"""Fill a source notebook's derived cells, for `release` and for grading the reference.

An instructor writes prose and checks; the cells `setup`, `given` and every
`<exercise>_solution` are derived from `setup.py` and `reference.py`. All is pure: text
and notebooks (JSON dicts) in, text and notebooks out, the same for the same input.
"""

import ast
import io
import json
import re
import tokenize
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from autograder.common.errors import UserError
from autograder.course.reference_imports import parse_reference
from autograder.model import Notebook

LABEL = "autograder"
"""the notebook's metadata that say which assignment it is"""

ANSWER_SUFFIX = "_solution"
BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"

_KEPT_CELL_METADATA = ("editable", "deletable", "jupyter", "nbgrader", "tags")
_NOTEBOOK_METADATA = {
    "kernelspec": {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def fill_notebook(
    notebook: Notebook, *, setup: str, given: str, solutions: Mapping[str, str]
) -> Notebook:
    """Give the notebook with its derived cells written and its noise removed.

    Args:
        notebook: the instructor's notebook; it is not changed.
        setup: the source of the cell `setup`.
        given: the source of the cell `given`, empty when nothing is given.
        solutions: the source of each function in the reference, by its name.

    Raises:
        UserError: an answer cell has no function, or a cell to fill is missing.
    """
    filled = normalise_notebook(notebook)
    derived = {"setup": setup.strip("\n"), "given": given.strip("\n")}
    for cell in filled["cells"]:
        name = grade_id(cell)
        if name in derived:
            set_source(cell, derived.pop(name))
        elif is_answer(cell):
            set_source(cell, answer_cell(_solution_for(name, solutions)))
    for name, text in derived.items():
        if text:
            raise UserError(
                f"no cell `{name}` in the notebook",
                hint=f"add a locked code cell with the grade_id `{name}`",
            )
    return filled


def answer_cell(function_source: str) -> str:
    """Give a function with its body, but not its docstring, in a solution region."""
    source = function_source.strip("\n")
    if "BEGIN SOLUTION" in source or "END SOLUTION" in source:
        raise UserError(
            "a solution region stands in the reference",
            hint="write plain functions in reference.py; release adds the markers",
        )
    head, docstring, body = _split_function(source)
    indent = body[: len(body) - len(body.lstrip(" \t"))] or "    "
    parts = [head, docstring, indent + BEGIN, body or f"{indent}pass", indent + END]
    return "\n".join(part for part in parts if part)


def normalise_notebook(notebook: Notebook) -> Notebook:
    """Give a copy without outputs, kernel noise and unstable cell ids (nbformat 4.5).

    A cell without an id takes its grade_id, or `text-<position>`.
    """
    taken: set[str] = set()
    cells = []
    for position, cell in enumerate(notebook["cells"]):
        fallback = grade_id(cell) or f"text-{position}"
        cells.append(_normalised_cell(cell, _unique_id(cell, fallback, taken)))
    kept = {
        name: value
        for name, value in notebook.get("metadata", {}).items()
        if name == LABEL
    }
    return {
        "cells": cells,
        "metadata": {**_NOTEBOOK_METADATA, **kept},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def notebook_text(notebook: Notebook) -> str:
    """Give the text of a notebook file, as nbformat would write it."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def source_of(cell: Mapping[str, Any]) -> str:
    """Give a cell's source as one text."""
    source = cell.get("source", "")
    # Jupyter writes a list of lines, other programs one text.
    return source if isinstance(source, str) else "".join(source)


def set_source(cell: dict[str, Any], source: str) -> None:
    """Write a cell's source, as the list of lines that a notebook file holds."""
    cell["source"] = source.splitlines(keepends=True)


def nbgrader_tags(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a cell's nbgrader metadata, empty when it has none."""
    found = cell.get("metadata", {}).get("nbgrader", {})
    return found if isinstance(found, Mapping) else {}


def grade_id(cell: Mapping[str, Any]) -> str:
    """Give a cell's grade_id, empty when it has none."""
    return str(nbgrader_tags(cell).get("grade_id", ""))


def is_answer(cell: Mapping[str, Any]) -> bool:
    """Tell whether the student answers an exercise of code in this cell."""
    # What is graded itself is a written question, or one that a person grades.
    tag = nbgrader_tags(cell)
    return (
        cell["cell_type"] == "code"
        and bool(tag.get("solution"))
        and not tag.get("grade")
    )


def is_written(cell: Mapping[str, Any]) -> bool:
    """Tell whether the student answers a written question in this cell."""
    tag = nbgrader_tags(cell)
    return cell["cell_type"] == "markdown" and bool(tag.get("solution"))


# ---------------------------------------------------------------------- answer cells


def _solution_for(answer_id: str, solutions: Mapping[str, str]) -> str:
    name = answer_id.removesuffix(ANSWER_SUFFIX)
    if name == answer_id:
        raise UserError(
            f"the answer cell `{answer_id}` is not named after its exercise",
            hint=f"call it `<exercise>{ANSWER_SUFFIX}`",
        )
    if name not in solutions:
        hint = "add it to reference.py"
        if near := get_close_matches(name, solutions, n=1):
            hint = f"did you mean `{near[0]}`?"
        raise UserError(
            f"no function `{name}` in the reference for the cell `{answer_id}`",
            hint=hint,
        )
    return solutions[name]


def _split_function(source: str) -> tuple[str, str, str]:
    """Split into signature, docstring and body, each whole lines without ends."""
    node = next(
        (
            n
            for n in parse_reference(source, "the answer").body
            if isinstance(n, ast.FunctionDef)
        ),
        None,
    )
    if node is None:
        raise UserError("the answer is not a function")
    start = _after_colon(source, node)
    head, rest = _cut(source, start)
    if ast.get_docstring(node, clean=False) is None:
        return head, "", _whole_lines(rest)
    offset = len(source) - len(rest)
    end = _offset(source, node.body[0].end_lineno, node.body[0].end_col_offset)
    docstring, rest = _cut(source[offset:], end - offset)
    return head, _whole_lines(docstring), _whole_lines(rest)


def _after_colon(source: str, node: ast.FunctionDef) -> int:
    """Give the offset just behind the colon that ends the signature."""
    # By tokens: a default or an annotation may hold a colon, too.
    depth = 0
    lines = source.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        row, column = token.end
        if row < node.lineno or token.type != tokenize.OP:
            continue
        depth += (token.string in "([{") - (token.string in ")]}")
        if token.string == ":" and depth == 0:
            return sum(map(len, lines[: row - 1])) + column
    raise AssertionError("a parsed function has a colon")


def _offset(source: str, row: int | None, column: int | None) -> int:
    """Give the offset in characters of a place that `ast` counts in UTF-8 bytes."""
    assert row is not None
    lines = source.splitlines(keepends=True)
    before = lines[row - 1].encode()[:column].decode()
    return sum(map(len, lines[: row - 1])) + len(before)


def _cut(text: str, at: int) -> tuple[str, str]:
    """Cut behind `at`; a comment on the same line stays with what is before it."""
    line, newline, below = text[at:].partition("\n")
    if not line.strip(" ;") or line.lstrip().startswith("#"):
        return (text[:at] + line.rstrip(" ;")).rstrip(), below
    return text[:at], line.lstrip(" ;") + newline + below


def _whole_lines(text: str) -> str:
    """Strip blank lines around; indent what stood on the signature's own line."""
    text = text.strip("\n").rstrip()
    text = re.sub(r"\A(?:[ \t]*\n)+", "", text)
    if text and not text[0].isspace():
        return "    " + text
    return text


# -------------------------------------------------------------------- normalisation


def _normalised_cell(cell: Mapping[str, Any], cell_id: str) -> dict[str, Any]:
    metadata = {
        key: value
        for key, value in cell.get("metadata", {}).items()
        if key in _KEPT_CELL_METADATA
    }
    clean: dict[str, Any] = {
        "cell_type": cell["cell_type"],
        "id": cell_id,
        # A copy in depth: the notebook that was given is not changed.
        "metadata": json.loads(json.dumps(metadata)),
    }
    set_source(clean, source_of(cell))
    if cell["cell_type"] == "code":
        clean |= {"execution_count": None, "outputs": []}
    elif cell.get("attachments"):
        clean["attachments"] = cell["attachments"]
    return clean


def _unique_id(cell: Mapping[str, Any], fallback: str, taken: set[str]) -> str:
    """Give the cell's id, or one like it when it is malformed or taken."""
    wanted = str(cell.get("id", fallback))
    # nbformat allows 64 of these signs; the rest is for a number behind it.
    base = re.sub(r"[^A-Za-z0-9_-]", "-", wanted)[:60]
    cell_id, count = base, 1
    while cell_id in taken:
        count += 1
        cell_id = f"{base}-{count}"
    taken.add(cell_id)
    return cell_id
