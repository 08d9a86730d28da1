"""What each cell of a student's notebook is to the release. Pure.

Cells keep their `grade_id` when they are moved, copied, retyped or written over; what
has none, or a foreign one, is the student's own and belongs behind the cell of the
release that it stood behind.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from autograder.course.source_notebook import grade_id, nbgrader_tags, source_of
from autograder.model import Exercise, Kind, Notebook
from autograder.sandbox.guest.definitions import imported_names, parse_quietly
from autograder.submissions.documents import Document, split_documents
from autograder.submissions.notebook import (
    MAX_CODE,
    NotebookFile,
    find_all_definitions,
    find_definitions,
)
from autograder.submissions.notebook_json import Unreadable
from autograder.submissions.prose import find_new_prose, squeeze_spaces

_FENCED = re.compile(r"\s*```\w*\n(.*)\n```\s*", re.DOTALL)
"""code as it is written in text"""


@dataclass(slots=True)
class StudentCells:
    """A student's cells, sorted by what they are to the release."""

    answers: dict[str, list[Notebook]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """by grade_id of the answer cell, in the student's order"""
    extras: dict[str, list[Notebook]] = field(default_factory=lambda: defaultdict(list))
    """the student's own cells, by the grade_id they stand behind ("" for the top)"""
    known: set[str] = field(default_factory=set)
    """the grade_ids of the release that are there"""
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


def sort_cells(
    student: Sequence[Notebook], release: Sequence[Notebook]
) -> StudentCells:
    """Sort a student's cells by what they are to the release's."""
    released = {grade_id(cell): cell for cell in release if grade_id(cell)}
    untagged = {
        (cell["cell_type"], released_text(cell))
        for cell in release
        if not grade_id(cell)
    }
    places = {grade_id(cell): place for place, cell in enumerate(release, start=1)}
    places[""] = 0
    found = StudentCells()
    behind = ""
    for original in student:
        name = grade_id(original)
        if name not in released:
            if (original["cell_type"], original["source"]) not in untagged:
                found.extras[behind].append(original)
            continue
        cell = _as_code_again(original, released[name])
        if cell != original:
            found.retyped.add(name)
        if _has_code_of_its_own(cell, released[name]):
            # The release's cell stands in its place; this one runs before it.
            found.extras[behind].append(cell)
        if _can_stand_for(cell, released[name]):
            # What stands behind a cell runs behind it, in whatever order they were
            # moved: so an own cell never runs before a cell that stood above it.
            behind = max(behind, name, key=places.__getitem__)
            found.order.append(behind)
            _add_known(found, cell, released[name])
        elif (cell["cell_type"], cell["source"]) not in untagged:
            found.extras[behind].append(cell)
            found.as_text.add(name)
    return found


def take_from_beside(
    found: StudentCells,
    student: Sequence[Notebook],
    exercises: Sequence[Exercise],
) -> None:
    """Take functions that the notebook has not from what was handed in beside it.

    Some answer in two notebooks, or in a program that the notebook imports. What the
    notebook itself defines stands.
    """
    asked = {each.name for each in exercises if each.kind is not Kind.WRITTEN}
    wanted = asked - find_all_definitions(student, stubs=False)
    for document in found.beside:
        if not wanted:
            return  # most have all, and no other file needs to be parsed
        for cell in _code_cells_of(document):
            taken = wanted & find_definitions(cell["source"], stubs=False)
            if taken:
                found.extras[f"{min(taken)}_solution"].append(cell)
                found.from_beside |= dict.fromkeys(taken, document.name)
                wanted -= taken


def released_text(cell: Notebook) -> str:
    """Give a released cell's source as it is when parsed: pictures are no text."""
    source = source_of(cell)
    if cell["cell_type"] == "code":
        return source
    text, _ = split_documents(source)
    return text


def is_code_answer(cell: Notebook) -> bool:
    """Tell whether a cell of the release is one that students write code in."""
    return cell["cell_type"] == "code" and bool(nbgrader_tags(cell).get("solution"))


# ------------------------------------------------------------------ one cell


def _add_known(found: StudentCells, cell: Notebook, released: Notebook) -> None:
    """Keep what a student wrote in a cell of the release."""
    name = grade_id(cell)
    found.known.add(name)
    if cell["cell_type"] != released["cell_type"]:
        found.retyped.add(name)
    if nbgrader_tags(released).get("solution"):
        found.answers[name].append(cell)
    else:
        found.extras[name] += _words_written_over(cell, released)


def _as_code_again(cell: Notebook, released: Notebook) -> Notebook:
    """Make code again of an answer in code that became text, as nbgrader does."""
    if cell["cell_type"] == "code" or not is_code_answer(released):
        return cell
    source = cell["source"]
    if fenced := _FENCED.fullmatch(source):
        source = fenced[1]
    if not find_definitions(source, stubs=False):
        return cell
    return {
        "cell_type": "code",
        "source": source,
        "metadata": cell["metadata"],
    }


def _has_code_of_its_own(cell: Notebook, released: Notebook) -> bool:
    """Tell whether code was added to a cell of another purpose.

    What becomes of that cell is decided by the release; the student's own text runs
    before it where it gives names that the released one does not.
    """
    if cell["cell_type"] != "code" or is_code_answer(released):
        return False
    return bool(_given_names(cell["source"]) - _given_names(source_of(released)))


# Each submission has nearly all of its cells from the release.
@lru_cache(maxsize=256)
def _given_names(source: str) -> frozenset[str]:
    """Give the names that other cells have from a cell."""
    names = find_definitions(source, stubs=False)
    if tree := parse_quietly(source):
        names |= imported_names(tree)
    return names


def _can_stand_for(cell: Notebook, released: Notebook) -> bool:
    """Tell whether a cell can stand for the release's: text may come in any type."""
    is_same = cell["cell_type"] == released["cell_type"]
    return bool(is_same or released["cell_type"] == "markdown")


def _words_written_over(cell: Notebook, released: Notebook) -> list[Notebook]:
    """Give what a student wrote in words into a cell that is restored."""
    if released["cell_type"] == "markdown":
        if squeeze_spaces(cell["source"]) == squeeze_spaces(released_text(released)):
            return []
        return [cell]
    prose = find_new_prose(cell["source"], source_of(released), remarks=True)
    if not prose:
        return []
    return [{"cell_type": "markdown", "source": "\n".join(prose), "metadata": {}}]


# ------------------------------------------------------------------ other files


def _code_cells_of(document: Document) -> list[Notebook]:
    """Give the code in a file: a notebook's cells, or a program as one."""
    name = document.name.lower()
    if name.endswith(".py") and len(document.data) <= MAX_CODE:
        source = document.data.decode("utf-8-sig", "replace")
        return [{"cell_type": "code", "source": source, "metadata": {}}]
    if ".ipynb" not in name:
        return []
    content = _content_of(document)
    if isinstance(content, Unreadable):
        return []
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    # Without its tags: none of these cells may take the place of the notebook's own.
    return [{**cell, "metadata": {}} for cell in code]


def _content_of(document: Document) -> Notebook | Unreadable:
    """Parse a notebook, unless that was done to choose among several."""
    if isinstance(document, NotebookFile):
        return document.content
    return NotebookFile(document.name, document.data).content
