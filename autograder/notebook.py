"""Read a submitted notebook: hostile bytes in, values out.

What is graded is not the student's file but the release with the student's answers
laid in (`restore`): locked cells are the release's own, answers are found by their
`grade_id`, and whatever else the student wrote stays where it stood. nbformat is not
used: it refuses what students hand in, and its import alone costs seconds.
"""

import ast
import codecs
import hashlib
import json
import re
import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from autograder.model import Answer, Cell, Exercise, Kind, StudentCode

Notebook = dict[str, Any]
"""a parsed notebook; Any, since its fields can be of any type until checked"""

MOVED = "# This answer stands in another cell."
"""in place of a stub that would undo the student's function"""

MAX_BYTES = 64 << 20
MAX_CELLS = 5000
MAX_CODE = 1 << 20
"""characters of code in all cells together: parsing it takes time and memory"""
MAX_SOURCE = 1 << 20
MAX_BRACKETS = 1 << 20
"""lists and objects in a file: each takes a hundred times its bytes in memory"""
_LANGUAGE = 40
_KINDS = {
    "code": "code",
    **dict.fromkeys(("markdown", "raw", "heading", "html"), "markdown"),
}
"""what a cell is to us, by what it calls itself: whatever is not code is text"""


class Unreadable(Exception):  # noqa: N818 - a finding about a file, not our error
    """The bytes are not a notebook; the text says why, for the student."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """The notebook as it is graded, and what it says of each answer."""

    notebook: Notebook
    code: StudentCode


@dataclass(slots=True)
class _Found:
    """A student's cells, sorted by what they are to the release."""

    answers: dict[str, list[Notebook]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """by grade_id of the answer cell, in the student's order"""
    extras: dict[str, list[Notebook]] = field(default_factory=lambda: defaultdict(list))
    """the student's own cells, by the grade_id they stand behind ("" for the top)"""
    known: set[str] = field(default_factory=set)
    retyped: set[str] = field(default_factory=set)
    """of `known`, the texts that the student made code of"""
    as_text: set[str] = field(default_factory=set)
    """answers in code that the student made text of"""


def parse(data: bytes) -> Notebook:
    """Parse a notebook of any format version into format 4's cells.

    Raises:
        Unreadable: when there is nothing that could be graded.
    """
    if not data.strip():
        raise Unreadable("the file is empty")
    if len(data) > MAX_BYTES:
        raise Unreadable(f"the file is larger than {MAX_BYTES >> 20} MB")
    if data.count(b"[") + data.count(b"{") > MAX_BRACKETS:
        raise Unreadable("the file holds too many lists to be a notebook")
    text = _decoded(data)
    try:
        notebook = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        if "\ufffd" in text[:1000]:
            raise Unreadable("the file is not text, so it is not a notebook") from None
        raise Unreadable(
            "the file is not a complete notebook: it ends too early or is damaged"
        ) from None
    cells = _cells_of(notebook)
    if not cells:
        raise Unreadable("the notebook has no cells")
    return {"cells": cells, "metadata": _mapping(notebook.get("metadata"))}


def choose(
    candidates: Mapping[str, bytes], release: Notebook, expected: str
) -> str | None:
    """Pick, by content, which of a submission's files is the assignment's notebook.

    The one that answers most wins, so that an untouched copy does not; then the one
    with most of the release's `grade_id`s; then the readable one; then the one with
    the `expected` name; then the first by name.
    """
    if len(candidates) == 1:
        return next(iter(candidates))
    wanted = _grade_ids(release["cells"])

    def rank(name: str) -> tuple[int, int, bool, bool, str]:
        try:
            cells = parse(candidates[name])["cells"]
        except Unreadable:
            return (0, 0, True, name != expected, name)
        known = len(wanted & _grade_ids(cells))
        answered = _count_answers(cells, release["cells"])
        return (-answered, -known, False, name != expected, name)

    return min(candidates, key=rank, default=None)


def unreadable(reason: str, exercises: Sequence[Exercise]) -> StudentCode:
    """Give what is graded when nothing could be read."""
    nothing = Answer(source=None, attempted=False, note=reason)
    return StudentCode(
        cells=(),
        answers={exercise.name: nothing for exercise in exercises},
        digest=_digest([]),
        unreadable=reason,
    )


def restore(
    student: Notebook, release: Notebook, exercises: Sequence[Exercise]
) -> Restored:
    """Lay the student's answers into the release.

    Raises:
        Unreadable: when the notebook is another one altogether.
    """
    found = _sort(student["cells"], release["cells"])
    names = {exercise.name for exercise in exercises}
    if not found.known and names.isdisjoint(_defined_in(student["cells"])):
        raise Unreadable("none of this assignment's cells are in the notebook")
    cells = _merge(found, release["cells"])
    code = [_code_cell(cell) for cell in cells if cell["cell_type"] == "code"]
    defined = _by_definition(cells)
    answers = {
        exercise.name: _answer(exercise, found, release["cells"], defined)
        for exercise in exercises
    }
    return Restored(
        notebook={**release, "cells": cells},
        code=StudentCode(
            cells=tuple(code),
            answers=answers,
            digest=_digest([cell.source for cell in code if not cell.locked]),
            notes=_notes(student),
        ),
    )


def _count_answers(cells: Sequence[Notebook], release: Sequence[Notebook]) -> int:
    """Count the answer cells with a text of the student's, and functions elsewhere."""
    ours = {_source(cell).strip() for cell in release} | {""}
    answers = {_grade_id(cell) for cell in release if _tags(cell).get("solution")}
    own = [cell for cell in cells if cell["source"].strip() not in ours]
    tagged = {_grade_id(cell) for cell in own}
    defined = {f"{name}_solution" for name in _defined_in(own)}
    return len(answers & (tagged | defined))


# ------------------------------------------------------------------ reading cells


def _decoded(data: bytes) -> str:
    """Decode as what the file says it is: UTF-16 is what some editors save.

    A sign that is none, such as an `é` of an old encoding, costs only itself.
    """
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8-sig", "replace")


def _cells_of(notebook: Any) -> list[Notebook]:
    if not isinstance(notebook, dict):
        raise Unreadable("the file is not a notebook")
    cells = notebook.get("cells")
    worksheets = notebook.get("worksheets")  # format 3 and older
    if cells is None and isinstance(worksheets, list):
        cells = [
            cell
            for sheet in worksheets
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
    if not isinstance(cells, list):
        raise Unreadable("the file is not a notebook: it has no list of cells")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"the notebook has more than {MAX_CELLS} cells")
    read = [cell for cell in map(_cell, cells) if cell is not None]
    code = (cell["source"] for cell in read if cell["cell_type"] == "code")
    if sum(map(len, code)) > MAX_CODE:
        raise Unreadable(f"the notebook holds more than {MAX_CODE >> 20} MB of code")
    return read


def _cell(cell: Any) -> Notebook | None:
    """Keep of a cell what grading needs, with the types it needs; else nothing."""
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        return None
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str) or len(source) > MAX_SOURCE:
        return None
    source = source.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
    tags = _mapping(_mapping(cell.get("metadata")).get("nbgrader"))
    grade_id = tags.get("grade_id")
    metadata = {"nbgrader": {"grade_id": grade_id}} if isinstance(grade_id, str) else {}
    return {"cell_type": _KINDS[kind], "source": source, "metadata": metadata}


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _tags(cell: Notebook) -> dict[str, Any]:
    return _mapping(cell["metadata"].get("nbgrader"))


def _grade_id(cell: Notebook) -> str:
    return str(_tags(cell).get("grade_id", ""))


def _grade_ids(cells: Sequence[Notebook]) -> set[str]:
    return {_grade_id(cell) for cell in cells} - {""}


def _source(cell: Notebook) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _notes(student: Notebook) -> tuple[str, ...]:
    spec = _mapping(student["metadata"].get("kernelspec"))
    info = _mapping(student["metadata"].get("language_info"))
    language = spec.get("language") or info.get("name") or "python"
    if isinstance(language, str) and language.lower() not in ("python", "ipython"):
        shown = language.encode("utf-8", "replace").decode("utf-8")[:_LANGUAGE]
        return (f"the notebook asks for {shown}; it was run as Python",)
    return ()


# ------------------------------------------------------------------ merging


def _sort(student: Sequence[Notebook], release: Sequence[Notebook]) -> _Found:
    released = {_grade_id(cell): cell for cell in release if _grade_id(cell)}
    texts = {
        (cell["cell_type"], _source(cell)) for cell in release if not _grade_id(cell)
    }
    found = _Found()
    behind = ""
    for cell in student:
        grade_id = _grade_id(cell)
        if grade_id in released and _takes_its_place(cell, released[grade_id]):
            behind = grade_id
            found.known.add(grade_id)
            if cell["cell_type"] != released[grade_id]["cell_type"]:
                found.retyped.add(grade_id)
            if _tags(released[grade_id]).get("solution"):
                found.answers[grade_id].append(cell)
        elif (cell["cell_type"], cell["source"]) not in texts:
            found.extras[behind].append(cell)
            if grade_id in released:
                found.as_text.add(grade_id)
    return found


def _takes_its_place(cell: Notebook, released: Notebook) -> bool:
    """Tell whether a cell can stand for the release's: text may come in any type."""
    same = cell["cell_type"] == released["cell_type"]
    return bool(same or released["cell_type"] == "markdown")


def _merge(found: _Found, release: Sequence[Notebook]) -> list[Notebook]:
    cells = [_extra(cell) for cell in found.extras.get("", ())]
    elsewhere = _defined_in([one for cells in found.extras.values() for one in cells])
    for released in release:
        grade_id = _grade_id(released)
        moved = _is_answer(released) and grade_id not in found.known
        if moved and definitions(_source(released)) & elsewhere:
            released = {**released, "source": MOVED}  # noqa: PLW2901 - not the stub
        cells += _answered(released, found.answers.get(grade_id, ()))
        if grade_id:
            cells += [_extra(cell) for cell in found.extras.get(grade_id, ())]
    return [
        {**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells, start=1)
    ]


def _is_answer(cell: Notebook) -> bool:
    return cell["cell_type"] == "code" and bool(_tags(cell).get("solution"))


def _answered(released: Notebook, answers: Sequence[Notebook]) -> list[Notebook]:
    """Give the release's cell, or the student's copies of it, the last one tagged."""
    base = {**released, "source": _source(released)}
    attempted = [cell for cell in answers if not _is_stub(cell["source"], released)]
    *earlier, last = attempted or [*answers[-1:]] or [base]
    if not answers:
        return [base]
    return [
        *(_extra(cell) for cell in earlier),
        {**base, "source": last["source"]},
    ]


def _extra(cell: Notebook) -> Notebook:
    code: Notebook = {"outputs": [], "execution_count": None}
    own = {"cell_type": cell["cell_type"], "metadata": {}, "source": cell["source"]}
    return {**own, **code} if cell["cell_type"] == "code" else own


def _code_cell(cell: Notebook) -> Cell:
    tags = _tags(cell)
    return Cell(
        source=cell["source"],
        grade_id=_grade_id(cell),
        locked=bool(tags.get("locked")) and not tags.get("solution"),
    )


# ------------------------------------------------------------------ answers


def _answer(
    exercise: Exercise,
    found: _Found,
    release: Sequence[Notebook],
    defined: Mapping[str, Sequence[Notebook]],
) -> Answer:
    copies = found.answers.get(exercise.answer_id, [])
    stub = next(cell for cell in release if _grade_id(cell) == exercise.answer_id)
    if exercise.kind is Kind.WRITTEN:
        retyped = exercise.answer_id in found.retyped
        return _written(exercise, copies, stub, retyped=retyped)
    elsewhere = [
        cell
        for cell in defined.get(exercise.name, ())
        if not _is_stub(cell["source"], stub)
    ]
    attempted = [cell for cell in copies if not _is_stub(cell["source"], stub)]
    return Answer(
        source="\n".join(cell["source"] for cell in copies) if copies else None,
        attempted=bool(attempted or elsewhere),
        note=_as_text_note(exercise)
        if exercise.answer_id in found.as_text and not copies and not elsewhere
        else _answer_note(exercise, copies, attempted, found_elsewhere=bool(elsewhere)),
    )


def _written(
    exercise: Exercise, copies: Sequence[Notebook], stub: Notebook, *, retyped: bool
) -> Answer:
    blank = ("", _source(stub).strip())
    notes = [_copies_note(exercise, copies)]
    if retyped:
        notes.append("the answer stood in a code cell; it is read as text")
    return Answer(
        source="\n\n".join(cell["source"] for cell in copies) if copies else None,
        attempted=any(cell["source"].strip() not in blank for cell in copies),
        note="; ".join(filter(None, notes)),
    )


def _copies_note(exercise: Exercise, copies: Sequence[Notebook]) -> str:
    """Say where a written answer stands not once: a person must know to read all."""
    cell = f"the answer cell `{exercise.answer_id}`"
    if not copies:
        return f"{cell} is not there"
    if len(copies) > 1:
        return f"{cell} is there {len(copies)} times; the answer is all of them"
    return ""


def _as_text_note(exercise: Exercise) -> str:
    cell = f"the answer cell `{exercise.answer_id}`"
    return f"{cell} is a cell of text in the notebook, so nothing of it runs"


def _answer_note(
    exercise: Exercise,
    copies: Sequence[Notebook],
    attempted: Sequence[Notebook],
    *,
    found_elsewhere: bool,
) -> str:
    cell = f"the answer cell `{exercise.answer_id}`"
    if not copies:
        if found_elsewhere:
            return f"{cell} is gone or lost its tag; another cell's function was graded"
        return f"{cell} is not in the notebook"
    if len(copies) > 1:
        return f"{cell} is there {len(copies)} times; the last definition was graded"
    others = set().union(*(definitions(one["source"]) for one in attempted))
    if others and exercise.name not in others and not found_elsewhere:
        names = ", ".join(f"`{name[:60]}`" for name in sorted(others)[:3])
        return f"{cell} defines {names}, not `{exercise.name}`"
    return ""


def _locked(cell: Notebook) -> bool:
    tags = _tags(cell)
    return bool(tags.get("locked")) and not tags.get("solution")


def _is_stub(source: str, stub: Notebook) -> bool:
    """Tell whether an answer is still the release's stub, comments and text apart."""
    if source.strip() in ("", _source(stub).strip()):
        return True
    ours, theirs = _shape_of(_source(stub)), _shape_of(source)
    return theirs is not None and theirs in (ours, "")


@lru_cache(maxsize=128)
def _shape_of(source: str) -> str | None:
    """Dump the code without docstrings; functions that only give up count as empty."""
    tree = _tree_of(source)
    if tree is None:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.body = [line for line in node.body if not _is_nothing(line)]
    tree.body = [line for line in tree.body if not _is_nothing(line)]
    try:
        return ast.dump(tree) if tree.body else ""
    except (ValueError, RecursionError, MemoryError):
        return None  # deeper than the stack, or a number too long to be written


def _tree_of(source: str) -> ast.Module | None:
    """Parse a cell; None when it is no Python, or too deep for the parser."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a student's "\d" is not our warning
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_nothing(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Raise):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return isinstance(node, ast.Pass)


@lru_cache(maxsize=128)
def definitions(source: str) -> frozenset[str]:
    """Give the names that a cell defines, in its blocks too, magics tolerated."""
    tree = _tree_of(source)
    if tree is None:
        return frozenset(re.findall(r"^def[ \t]+(\w+)", source, flags=re.MULTILINE))
    names: set[str] = set()
    left: list[ast.AST] = [*tree.body]
    while left:  # no recursion: each `elif` of a chain lies in the one before
        node = left.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(*map(_bound, targets if node.value else ()))
        else:
            left += [one for one in ast.iter_child_nodes(node) if isinstance(one, _RUN)]
    return frozenset(names)


_RUN = (ast.stmt, ast.ExceptHandler, ast.match_case)
"""parts of a block that run where it stands"""


def _bound(target: ast.expr) -> set[str]:
    """Give the names that an assignment binds by this target."""
    names = (one for one in ast.walk(target) if isinstance(one, ast.Name))
    return {one.id for one in names if isinstance(one.ctx, ast.Store)}


def _defined_in(cells: Sequence[Notebook]) -> set[str]:
    code = (cell["source"] for cell in cells if cell["cell_type"] == "code")
    return set().union(*(definitions(source) for source in code))


def _by_definition(cells: Sequence[Notebook]) -> dict[str, list[Notebook]]:
    """Give the student's cells of code by each name that they define."""
    found: dict[str, list[Notebook]] = defaultdict(list)
    for cell in cells:
        if cell["cell_type"] == "code" and not _locked(cell):
            for name in definitions(cell["source"]):
                found[name].append(cell)
    return found


def _digest(sources: Sequence[str]) -> str:
    text = json.dumps(list(sources), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
