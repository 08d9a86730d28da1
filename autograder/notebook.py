"""Read a submitted notebook: hostile bytes in, values out.

What is graded is not the student's file but the release with the student's answers
laid in (`restore`): locked cells are the release's own, answers are found by their
`grade_id`, and whatever else the student wrote stays where it stood. nbformat is not
used: it refuses what students hand in, and its import alone costs seconds.
"""

import ast
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from autograder.definitions import (
    defined_names,
    imported_names,
    is_nothing,
    is_stub,
    parse_quietly,
)
from autograder.documents import (
    MAX_DOCUMENTS,
    Document,
    attached_documents,
    split_documents,
)
from autograder.model import Answer, Cell, Exercise, Kind, StudentCode
from autograder.notebookjson import SAVE_AGAIN, Unreadable, decode_notebook
from autograder.prose import may_hold_words, reads_as_prose, words_in_code

__all__ = [
    "Notebook",
    "Restored",
    "Unreadable",
    "choose",
    "definitions",
    "documents_of",
    "parse",
    "restore",
    "unreadable",
]

Notebook = dict[str, Any]
"""a parsed notebook; Any, since its fields can be of any type until checked"""

MOVED = "# This answer stands in another cell."
"""in place of a stub that would undo the student's function"""

MAX_CELLS = 5000
MAX_CODE = 1 << 20
"""characters of code in all cells together: parsing it takes time and memory"""
MAX_SOURCE = 1 << 20
MAX_POINTS = 1_000_000
"""of one exercise: more is no number of a course"""
_LANGUAGE = 40
_TAGS = {
    **dict.fromkeys(("grade_id", "checksum", "cell_type"), str),
    **dict.fromkeys(("grade", "solution", "locked"), bool),
}
"""what is kept of nbgrader's tags, by type"""
_MANY = re.compile(r"\n\s*\n|^\s*(?:#|[-*•]\s|\(?\w{1,2}[).:]\s)", re.MULTILINE)
"""paragraphs or points: an answer that may be the answer to more than one question"""
_FENCED = re.compile(r"\s*```\w*\n(.*)\n```\s*", re.DOTALL)
"""code as it is written in text"""


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
    """of `known`, those whose type the student changed"""
    as_text: set[str] = field(default_factory=set)
    """answers in code that the student made text of"""
    order: list[str] = field(default_factory=lambda: [""])
    """the grade_ids that extras stand behind, in the student's order"""
    beside: Sequence[Document] = ()
    """what was handed in beside the notebook"""
    from_beside: dict[str, str] = field(default_factory=dict)
    """functions that were taken from there, by the file's name"""


def parse(data: bytes) -> Notebook:
    """Parse a notebook of any format version into format 4's cells.

    Raises:
        Unreadable: when there is nothing that could be graded.
    """
    notebook = decode_notebook(data)
    cells = _cells_of(notebook)
    if not cells:
        raise Unreadable("the notebook has no cells", _RIGHT_ONE)
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
    student: Notebook,
    release: Notebook,
    exercises: Sequence[Exercise],
    *,
    beside: Sequence[Document] = (),
) -> Restored:
    """Lay the student's answers into the release.

    Args:
        student: the parsed notebook.
        release: the released one.
        exercises: what is asked in it.
        beside: what else was handed in: it may answer written questions.

    Raises:
        Unreadable: when the notebook is another one altogether.
    """
    found = _sort(student["cells"], release["cells"])
    found.beside = beside
    _take_from_beside(found, student["cells"], exercises)
    names = {exercise.name for exercise in exercises}
    if not found.known and names.isdisjoint(_defined_in(student["cells"])):
        raise Unreadable(
            "none of this assignment's cells are in the notebook", _RIGHT_ONE
        )
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
    defined = {f"{name}_solution" for name in _defined_in(own, stubs=False)}
    return len(answers & (tagged | defined))


# ------------------------------------------------------------------ reading cells


_RIGHT_ONE = "answer in the notebook that you were given, and hand that in"
_LESS_CODE = "hand it in again without the data that is written into its cells"


def _cells_of(notebook: Any) -> list[Notebook]:
    if not isinstance(notebook, dict):
        raise Unreadable("the file is not a notebook", SAVE_AGAIN)
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
        raise Unreadable(
            "the file is not a notebook, since it has no list of cells", SAVE_AGAIN
        )
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"the notebook has more than {MAX_CELLS} cells", _LESS_CODE)
    read = [cell for cell in map(_cell, cells) if cell is not None]
    code = (cell["source"] for cell in read if cell["cell_type"] == "code")
    if sum(map(len, code)) > MAX_CODE:
        raise Unreadable(
            f"the notebook holds more than {MAX_CODE >> 20} MB of code", _LESS_CODE
        )
    return read


def _cell(cell: Any) -> Notebook | None:
    """Keep of a cell what grading needs, with the types it needs; else nothing."""
    if not isinstance(cell, dict):
        return None
    source = _text_in(cell.get("source", cell.get("input", cell.get("text", ""))))
    if source is None or not (source or isinstance(cell.get("cell_type"), str)):
        return None
    source = source.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
    tags = _known_tags(_mapping(_mapping(cell.get("metadata")).get("nbgrader")))
    metadata = {"nbgrader": tags} if "grade_id" in tags else {}
    if cell.get("cell_type") == "code":
        return {"cell_type": "code", "source": source, "metadata": metadata}
    # Whatever is not code is text. What is pasted into it is no part of the text.
    text, embedded = split_documents(source)
    documents = [*embedded, *attached_documents(cell.get("attachments"))]
    made = {"cell_type": "markdown", "source": text[:MAX_SOURCE], "metadata": metadata}
    return {**made, _DOCUMENTS: documents[:MAX_DOCUMENTS]} if documents else made


def _text_in(value: Any) -> str | None:
    """Give the text of a source; a damaged one still holds what was written."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list | dict):
        return None
    parts = value.values() if isinstance(value, dict) else value
    return "".join(one for one in parts if isinstance(one, str))


_DOCUMENTS = "documents"
"""where a cell has the pictures that stand in it"""


def documents_of(cell: Mapping[str, Any]) -> Sequence[Document]:
    """Give the pictures that stand in a cell as it was parsed."""
    found: Sequence[Document] = cell.get(_DOCUMENTS, ())
    return found


def _known_tags(tags: Mapping[str, Any]) -> dict[str, Any]:
    """Keep nbgrader's tags, where they are of the types that nbgrader writes."""
    kept = {name: it for name, it in tags.items() if type(it) is _TAGS.get(name)}
    points = tags.get("points")
    if isinstance(points, int | float) and 0 <= points < MAX_POINTS:
        kept["points"] = points
    return kept


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
        (cell["cell_type"], _text_of(cell)) for cell in release if not _grade_id(cell)
    }
    # What stands behind a cell runs behind it, in whatever order these were moved.
    places = {_grade_id(cell): place for place, cell in enumerate(release, start=1)}
    places[""] = 0
    cells = [_as_code(cell, released.get(_grade_id(cell))) for cell in student]
    changed = (one for one, given in zip(cells, student, strict=True) if one != given)
    found = _Found(retyped=set(map(_grade_id, changed)))
    behind = ""
    for cell in cells:
        grade_id = _grade_id(cell)
        if _is_misplaced(cell, released.get(grade_id)):
            found.extras[behind].append(cell)
        if grade_id in released and _takes_its_place(cell, released[grade_id]):
            behind = max(behind, grade_id, key=places.__getitem__)
            found.order.append(behind)
            found.known.add(grade_id)
            if cell["cell_type"] != released[grade_id]["cell_type"]:
                found.retyped.add(grade_id)
            if _tags(released[grade_id]).get("solution"):
                found.answers[grade_id].append(cell)
            else:
                found.extras[grade_id] += _written_over(cell, released[grade_id])
        elif (cell["cell_type"], cell["source"]) not in texts:
            found.extras[behind].append(cell)
            if grade_id in released:
                found.as_text.add(grade_id)
    return found


def _as_code(cell: Notebook, released: Notebook | None) -> Notebook:
    """Make code again of an answer in code that became text, as nbgrader does."""
    is_text = released is not None and cell["cell_type"] != "code"
    if released is None or not (is_text and _is_answer(released)):
        return cell
    fenced = _FENCED.fullmatch(cell["source"])
    source = fenced[1] if fenced else cell["source"]
    if not definitions(source, stubs=False):
        return cell
    return {
        "cell_type": "code",
        "source": source,
        "metadata": cell["metadata"],
    }


def _take_from_beside(
    found: _Found, student: Sequence[Notebook], exercises: Sequence[Exercise]
) -> None:
    """Take functions that the notebook has not from what was handed in beside it.

    Some answer in two notebooks, or in a program that the notebook imports. What the
    notebook itself defines stands.
    """
    here = _defined_in(student, stubs=False)
    wanted = {one.name for one in exercises if one.kind is not Kind.WRITTEN} - here
    for document in found.beside if wanted else ():
        for cell in _cells_beside(document):
            there = wanted & definitions(cell["source"], stubs=False)
            if there:
                found.extras[f"{min(there)}_solution"].append(cell)
                found.from_beside |= dict.fromkeys(there, document.name)
                wanted -= there


def _cells_beside(document: Document) -> list[Notebook]:
    """Give the code in a file: a notebook's cells, or a program as one."""
    name = document.name.lower()
    if name.endswith(".py") and len(document.data) <= MAX_CODE:
        source = document.data.decode("utf-8-sig", "replace")
        return [{"cell_type": "code", "source": source, "metadata": {}}]
    if ".ipynb" not in name:
        return []
    try:
        cells = parse(document.data)["cells"]
    except Unreadable:
        return []
    return [{**cell, "metadata": {}} for cell in cells if cell["cell_type"] == "code"]


def _text_of(cell: Notebook) -> str:
    """Give a released cell's source as `parse` gives it: pictures are no text."""
    source = _source(cell)
    return source if cell["cell_type"] == "code" else split_documents(source)[0]


def _written_over(cell: Notebook, released: Notebook) -> list[Notebook]:
    """Give what a student wrote in words into a cell that is restored."""
    if released["cell_type"] == "markdown":
        same = _squeezed(cell["source"]) == _squeezed(_text_of(released))
        return [] if same else [cell]
    text = "\n".join(_new_prose(cell, released, remarks=True))
    return [{"cell_type": "markdown", "source": text, "metadata": {}}] if text else []


def _new_prose(cell: Notebook, released: Notebook, *, remarks: bool) -> list[str]:
    """Give what a cell of code says in words beside what the release says in it.

    Remarks are part of good code: they are looked at only where that is asked for.
    """
    ours = _squeezed(_source(released).replace("#", " "))
    lines = words_in_code(cell["source"], remarks=remarks).splitlines()
    new = (line for line in map(_squeezed, lines) if line not in ours)
    return [line for line in new if reads_as_prose(line)]


def _is_released(cell: Notebook, released: Notebook) -> bool:
    return _squeezed(cell["source"]) == _squeezed(_source(released))


def _squeezed(text: str) -> str:
    """Leave out what editors change by themselves: line ends and spaces."""
    return " ".join(text.split())


def _is_misplaced(cell: Notebook, released: Notebook | None) -> bool:
    """Tell whether code was added to a cell of another purpose.

    What becomes of that cell is decided by the release; the student's own text runs
    before it where it gives names that the released one does not.
    """
    if released is None or cell["cell_type"] != "code" or _is_answer(released):
        return False
    return bool(_given_names(cell["source"]) - _given_names(_source(released)))


def _takes_its_place(cell: Notebook, released: Notebook) -> bool:
    """Tell whether a cell can stand for the release's: text may come in any type."""
    same = cell["cell_type"] == released["cell_type"]
    return bool(same or released["cell_type"] == "markdown")


def _merge(found: _Found, release: Sequence[Notebook]) -> list[Notebook]:
    cells = [_extra(cell) for cell in found.extras.get("", ())]
    several = [*found.extras.values(), *found.answers.values()]
    written = _defined_in([one for cells in several for one in cells], stubs=False)
    for released in release:
        grade_id = _grade_id(released)
        answers = found.answers.get(grade_id, ())
        if _is_answer(released) and definitions(_source(released)) & written:
            cells += _moved_or_answered(released, answers)
        else:
            cells += _answered(released, answers)
        if grade_id:
            cells += [_extra(cell) for cell in found.extras.get(grade_id, ())]
    return [
        {**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells, start=1)
    ]


def _moved_or_answered(
    released: Notebook, answers: Sequence[Notebook]
) -> list[Notebook]:
    """Give an answer cell whose function the student wrote, here or anywhere.

    A stub must not undo what stands in another cell, run before it or not.
    """
    if all(_is_stub(cell["source"], released) for cell in answers):
        return [{**released, "source": MOVED}]
    return _answered(released, answers)


def _is_answer(cell: Notebook) -> bool:
    return cell["cell_type"] == "code" and bool(_tags(cell).get("solution"))


def _answered(released: Notebook, answers: Sequence[Notebook]) -> list[Notebook]:
    """Give the release's cell, or the student's copies of it, the last one tagged."""
    base = {**released, "source": _source(released)}
    attempted = [cell for cell in answers if not _is_blank(cell, released)]
    *earlier, last = attempted or [*answers[-1:]] or [base]
    if not answers:
        return [base]
    return [
        *(_extra(cell) for cell in earlier),
        {**base, "source": last["source"], **_documents_in(last)},
    ]


def _is_blank(cell: Notebook, released: Notebook) -> bool:
    """Tell whether an answer cell, of code or in words, says nothing of its own."""
    if released["cell_type"] == "code":
        return _is_stub(cell["source"], released)
    text, stub = _squeezed(cell["source"]), _squeezed(_text_of(released))
    return text in ("", stub) and not documents_of(cell)


def _documents_in(cell: Notebook) -> dict[str, Sequence[Document]]:
    found = documents_of(cell)
    return {_DOCUMENTS: found} if found else {}


def _extra(cell: Notebook) -> Notebook:
    code: Notebook = {"outputs": [], "execution_count": None}
    own = {"cell_type": cell["cell_type"], "metadata": {}, "source": cell["source"]}
    if cell["cell_type"] == "code":
        return {**own, **code}
    return {**own, **_documents_in(cell)}


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
        return _written(exercise, found, stub, release)
    elsewhere = [
        cell
        for cell in defined.get(exercise.name, ())
        if not _is_stub(cell["source"], stub)
    ]
    attempted = [cell for cell in copies if not _is_stub(cell["source"], stub)]
    return Answer(
        source=_joined(copies if attempted else elsewhere or copies),
        attempted=bool(attempted or elsewhere),
        note=_place_note(exercise, found, is_found=bool(copies or elsewhere))
        or _answer_note(exercise, copies, attempted, found_elsewhere=bool(elsewhere)),
    )


def _joined(cells: Sequence[Notebook]) -> str | None:
    return "\n".join(cell["source"] for cell in cells) if cells else None


def _written(
    exercise: Exercise, found: _Found, stub: Notebook, release: Sequence[Notebook]
) -> Answer:
    copies = found.answers.get(exercise.answer_id, [])
    attempted = any(not _is_blank(cell, stub) for cell in copies)
    notes = [_copies_note(exercise, copies)]
    if attempted and exercise.answer_id in found.retyped:
        notes.append("the answer stood in a code cell; it is read as text")
    return Answer(
        source="\n\n".join(cell["source"] for cell in copies) if copies else None,
        attempted=attempted,
        note="; ".join(filter(None, notes)),
        elsewhere=() if attempted else tuple(_elsewhere(exercise, found, release)),
    )


def _copies_note(exercise: Exercise, copies: Sequence[Notebook]) -> str:
    """Say where a written answer stands not once: a person must know to read all."""
    cell = f"the answer cell `{exercise.answer_id}`"
    if not copies:
        return f"{cell} is not there"
    if len(copies) > 1:
        return f"{cell} is there {len(copies)} times; the answer is all of them"
    return ""


def _elsewhere(
    exercise: Exercise, found: _Found, release: Sequence[Notebook]
) -> Iterator[str]:
    """Name what else of the student's could be the answer to a blank written question.

    Text and pictures of their own count wherever they stand; code only where it holds
    nothing but words, or some beside the question; another written answer where it has
    several parts. Where the cell itself is gone, everything may be it.
    """
    ours = {_squeezed(_text_of(cell)) for cell in release} | {""}
    near = _near(exercise.answer_id, found)
    own = [(where, cell) for where, cells in found.extras.items() for cell in cells]
    texts = [cell for _, cell in own if cell["cell_type"] == "markdown"]
    if any(_squeezed(cell["source"]) not in ours for cell in texts):
        yield "text in another cell"
    if any(
        may_hold_words(cell["source"], near=where in near)
        for where, cell in own
        if cell["cell_type"] == "code" and _squeezed(cell["source"]) not in ours
    ):
        yield "words in a cell of code"
    others = _other_answers(exercise, found, release)
    pictures = sum(len(documents_of(cell)) for cell in [*texts, *others])
    if pictures:
        yield "a picture in another cell" if pictures == 1 else f"{pictures} pictures"
    gone = exercise.answer_id not in found.known
    if any(gone or _MANY.search(cell["source"].strip()) for cell in others):
        yield "another answer that may hold this one"
    elif any(
        _new_prose(cell, released, remarks=gone)
        or (not _is_released(cell, released) and may_hold_words(cell["source"]))
        for released in filter(_is_answer, release)
        for cell in found.answers.get(_grade_id(released), ())
    ):
        yield "words in an answer in code"
    yield from (f"`{one.name}`" for one in found.beside)


def _near(answer_id: str, found: _Found) -> set[str]:
    """Name the cells that extras near an answer cell stand behind."""
    if answer_id not in found.order:
        return set(found.order)
    behind = {answer_id}
    for before, one in pairwise(found.order):
        behind |= {before} if one == answer_id else set()
    return behind


def _other_answers(
    exercise: Exercise, found: _Found, release: Sequence[Notebook]
) -> list[Notebook]:
    """Give the answers in words to all other questions."""
    return [
        cell
        for released in release
        if released["cell_type"] == "markdown"
        and _grade_id(released) != exercise.answer_id
        for cell in found.answers.get(_grade_id(released), ())
        if not _is_blank(cell, released)
    ]


def _place_note(exercise: Exercise, found: _Found, *, is_found: bool) -> str:
    """Say where an answer in code stands when it is in no cell of code."""
    cell = f"the answer cell `{exercise.answer_id}`"
    if name := found.from_beside.get(exercise.name):
        shown = name.encode("ascii", "replace").decode()[:60]
        return f"`{exercise.name}` is not in the notebook; that of `{shown}` was graded"
    if exercise.answer_id in found.retyped:
        return f"{cell} was a cell of text in the notebook; it was run as code"
    if exercise.answer_id in found.as_text and not is_found:
        return f"{cell} is a cell of text in the notebook, so nothing of it runs"
    return ""


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
    if found_elsewhere and not attempted:
        return f"{cell} was left as it was; another cell's function was graded"
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
    """Dump the code without docstrings and functions that only give up."""
    tree = parse_quietly(source)
    if tree is None:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.body = [line for line in node.body if not is_nothing(line)]
    tree.body = [one for one in tree.body if not (is_nothing(one) or is_stub(one))]
    try:
        return ast.dump(tree) if tree.body else ""
    except (ValueError, RecursionError, MemoryError):
        return None  # deeper than the stack, or a number too long to be written


@lru_cache(maxsize=1000)
def definitions(source: str, *, stubs: bool = True) -> frozenset[str]:
    """Give the names that a cell defines, in its blocks too, magics tolerated."""
    tree = parse_quietly(source)
    if tree is None:
        return frozenset(re.findall(r"^def[ \t]+(\w+)", source, flags=re.MULTILINE))
    return frozenset(defined_names(tree, stubs=stubs))


def _given_names(source: str) -> set[str]:
    """Give the names that other cells have from a cell."""
    tree = parse_quietly(source)
    imported = imported_names(tree) if tree else set()
    return imported | definitions(source, stubs=False)


def _defined_in(cells: Sequence[Notebook], *, stubs: bool = True) -> set[str]:
    code = (cell["source"] for cell in cells if cell["cell_type"] == "code")
    return set().union(*(definitions(source, stubs=stubs) for source in code))


def _by_definition(cells: Sequence[Notebook]) -> dict[str, list[Notebook]]:
    """Give the student's cells of code by each name that they define."""
    found: dict[str, list[Notebook]] = defaultdict(list)
    for cell in cells:
        if cell["cell_type"] == "code" and not _locked(cell):
            for name in definitions(cell["source"], stubs=False):
                found[name].append(cell)
    return found


def _digest(sources: Sequence[str]) -> str:
    text = json.dumps(list(sources), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
