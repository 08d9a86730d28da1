"""The notebook that is graded: the release with the student's answers laid in. Pure.

What is graded is not the student's file. Locked cells are the release's own, answers
are found by their `grade_id`, and whatever else the student wrote stays where it stood.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.common.digests import sha256_hex
from autograder.course.source_notebook import grade_id, nbgrader_tags, source_of
from autograder.model import Answer, Cell, Exercise, Notebook, StudentCode
from autograder.submissions.documents import Document
from autograder.submissions.find_answers import find_answer, is_blank, is_unchanged_code
from autograder.submissions.notebook import (
    USE_GIVEN,
    document_field,
    find_all_definitions,
    find_definitions,
    mapping_or_empty,
)
from autograder.submissions.notebook_json import Unreadable
from autograder.submissions.student_cells import (
    StudentCells,
    is_code_answer,
    sort_cells,
    take_from_beside,
)

MOVED = "# This answer stands in another cell."
"""in place of a stub that would undo the student's function"""
_MAX_LANGUAGE = 40
"""characters shown of what a notebook says that it is written in"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoredNotebook:
    """The notebook as it is graded, and what it says of each answer."""

    notebook: Notebook
    code: StudentCode


def restore_answers(
    student: Notebook,
    release: Notebook,
    exercises: Sequence[Exercise],
    *,
    beside: Sequence[Document] = (),
) -> RestoredNotebook:
    """Lay the student's answers into the release.

    Args:
        student: the parsed notebook.
        release: the released one.
        exercises: what is asked in it.
        beside: what else was handed in: it may answer written questions.

    Raises:
        Unreadable: when the notebook is another one altogether.
    """
    found = sort_cells(student["cells"], release["cells"])
    found.beside = beside
    take_from_beside(found, student["cells"], exercises)
    _refuse_another(found, student["cells"], exercises)
    cells = _merge_cells(found, release["cells"])
    code = [_code_cell(cell) for cell in cells if cell["cell_type"] == "code"]
    defining = _cells_by_definition(cells)
    return RestoredNotebook(
        notebook={**release, "cells": cells},
        code=StudentCode(
            cells=tuple(code),
            answers={
                exercise.name: find_answer(exercise, found, release["cells"], defining)
                for exercise in exercises
            },
            digest=_hash_sources([cell.source for cell in code if not cell.locked]),
            notes=_language_notes(student),
        ),
    )


def unreadable_code(reason: str, exercises: Sequence[Exercise]) -> StudentCode:
    """Give what is graded when nothing could be read."""
    nothing = Answer(source=None, attempted=False, note=reason)
    return StudentCode(
        cells=(),
        answers={exercise.name: nothing for exercise in exercises},
        digest=_hash_sources([]),
        unreadable=reason,
    )


def _refuse_another(
    found: StudentCells, student: Sequence[Notebook], exercises: Sequence[Exercise]
) -> None:
    """Refuse the notebook of another assignment or course."""
    names = {exercise.name for exercise in exercises}
    if not found.known and names.isdisjoint(find_all_definitions(student)):
        raise Unreadable(
            "none of this assignment's cells are in the notebook", USE_GIVEN
        )


# ------------------------------------------------------------------ merging


def _merge_cells(found: StudentCells, release: Sequence[Notebook]) -> list[Notebook]:
    """Give the cells in the order in which they run, numbered."""
    cells = [_own_cell(cell) for cell in found.extras.get("", ())]
    written = _written_functions(found)
    for released in release:
        name = grade_id(released)
        answers = found.answers.get(name, ())
        cells += _answer_cells(released, answers, written)
        if name:
            cells += [_own_cell(cell) for cell in found.extras.get(name, ())]
    # Ids of our own: a copied cell has its original's, and old formats have none.
    return [
        {**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells, start=1)
    ]


def _written_functions(found: StudentCells) -> set[str]:
    """Name the functions that the student wrote, wherever they stand."""
    groups = [*found.extras.values(), *found.answers.values()]
    cells = [cell for group in groups for cell in group]
    return find_all_definitions(cells, stubs=False)


def _answer_cells(
    released: Notebook, answers: Sequence[Notebook], written: set[str]
) -> list[Notebook]:
    """Give the release's cell, or the student's copies of it, the last one tagged."""
    base = {**released, "source": source_of(released)}
    if _is_answered_elsewhere(released, answers, written):
        return [{**base, "source": MOVED}]
    if not answers:
        return [base]
    attempted = [cell for cell in answers if not is_blank(cell, released)]
    *earlier, last = attempted or answers[-1:]
    return [
        *(_own_cell(cell) for cell in earlier),
        {**base, "source": last["source"], **document_field(last)},
    ]


def _is_answered_elsewhere(
    released: Notebook, answers: Sequence[Notebook], written: set[str]
) -> bool:
    """Tell whether a cell is blank although the student wrote its function.

    A stub must not undo what stands in another cell, run before it or not.
    """
    stub = source_of(released)
    if not is_code_answer(released) or not find_definitions(stub) & written:
        return False
    return all(is_unchanged_code(cell["source"], stub) for cell in answers)


def _own_cell(cell: Notebook) -> Notebook:
    """Give a cell of the student's own as it stands in the graded notebook.

    Without its tags: a copy of an answer cell must not be found by its grade_id.
    """
    own = {"cell_type": cell["cell_type"], "metadata": {}, "source": cell["source"]}
    if cell["cell_type"] == "code":
        return {**own, "outputs": [], "execution_count": None}
    return {**own, **document_field(cell)}


# ------------------------------------------------------------------ what is graded


def _code_cell(cell: Notebook) -> Cell:
    return Cell(source=cell["source"], grade_id=grade_id(cell), locked=_is_locked(cell))


def _is_locked(cell: Notebook) -> bool:
    """Tell whether a cell is the release's own."""
    # As nbgrader, which takes no notice of `locked` where a cell is a solution.
    return bool(nbgrader_tags(cell).get("locked")) and not nbgrader_tags(cell).get(
        "solution"
    )


def _cells_by_definition(cells: Sequence[Notebook]) -> Mapping[str, list[Notebook]]:
    """Give the student's cells of code by each name that they define."""
    found: dict[str, list[Notebook]] = defaultdict(list)
    for cell in cells:
        if cell["cell_type"] == "code" and not _is_locked(cell):
            for name in find_definitions(cell["source"], stubs=False):
                found[name].append(cell)
    return found


def _language_notes(student: Notebook) -> tuple[str, ...]:
    """Say so where a notebook asks for another language: it runs as Python."""
    spec = mapping_or_empty(student["metadata"].get("kernelspec"))
    info = mapping_or_empty(student["metadata"].get("language_info"))
    language = spec.get("language") or info.get("name") or "python"
    if not isinstance(language, str) or language.lower() in ("python", "ipython"):
        return ()
    shown = language.encode("utf-8", "replace").decode("utf-8")[:_MAX_LANGUAGE]
    return (f"the notebook asks for {shown}; it was run as Python",)


def _hash_sources(sources: Sequence[str]) -> str:
    text = json.dumps(list(sources), ensure_ascii=True)
    return sha256_hex(text)
