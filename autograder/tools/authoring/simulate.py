"""A simulated class of known answers and of broken files.

Instructors see a whole run before a student hands anything in; `make demo` shows it
to newcomers. Nothing here is random: the same catalogue gives the same class.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, cycle, islice

from autograder.course import catalogue
from autograder.course.catalogue import KnownAnswer
from autograder.course.course import Assignment
from autograder.model import Kind, Notebook

ENDLESS = "    while True:\n        pass\n"
WRITTEN = "A simulated answer: here a student's own words would stand."
CRASH = "    import os\n    os._exit(0)\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedSubmission:
    """One made-up submission."""

    student: str
    about: str
    """what is in it, in words"""
    data: bytes
    file: str = ""
    """its file name, when it is not the assignment's"""


def simulated_class(assignment: Assignment, size: int) -> list[SimulatedSubmission]:
    """Make `size` submissions: mostly right and wrong answers, and every oddity."""
    oddities = list(_oddities(assignment))
    ordinary = islice(_ordinary(assignment), max(size - len(oddities), 1))
    mixed = [*ordinary, *oddities][:size]
    return [
        SimulatedSubmission(
            student=_student_id(number), about=about, data=data, file=file
        )
        for number, (about, data, file) in enumerate(mixed, start=1)
    ]


SimulatedFile = tuple[str, bytes, str]
"""what is in it, its bytes, and its name where that is another one"""


def _ordinary(assignment: Assignment) -> Iterator[SimulatedFile]:
    """Give a right one, then ones with one mistake, then with two and three."""
    wrong = catalogue.known_answers(assignment, "misconceptions")
    right = catalogue.known_answers(assignment, "accepted")
    yield "the reference", _with(assignment, []), ""
    # Every seventh, so that a small class meets mistakes of all exercises.
    spread = [wrong[number::7] for number in range(7)]
    mistakes = list(chain.from_iterable(spread)) or right
    styles = cycle(right or mistakes)
    for number, mistake in enumerate(mistakes):
        style = next(styles)
        extra = mistakes[: number % 3]
        chosen = {answer.exercise: answer for answer in (style, *extra, mistake)}
        kept = [
            answer for answer in chosen.values() if answer.shelf == "misconceptions"
        ]
        about = ", ".join(f"{answer.exercise}: {answer.name}" for answer in kept)
        yield about, _with(assignment, list(chosen.values())), ""


def _oddities(assignment: Assignment) -> Iterator[SimulatedFile]:
    names = [
        exercise.name for exercise in assignment.exercises if exercise.kind is Kind.CODE
    ]
    solved = _with(assignment, [])
    yield "unattempted", _bytes(assignment.release), ""
    yield "a truncated file", solved[: len(solved) // 3], ""
    yield "an empty file", b"", ""
    yield "no cells", b'{"cells": [], "metadata": {}, "nbformat": 4}', ""
    yield "an endless loop", _spoilt(assignment, names[1], ENDLESS), ""
    yield "a crash", _spoilt(assignment, names[2], CRASH), ""
    yield "a renamed answer cell", _edited(assignment, names[0], _rename_cell), ""
    yield "a renamed function", _edited(assignment, names[0], _rename_function), ""
    yield "a duplicated answer cell", _duplicated(assignment, names[0]), ""
    yield "a renamed file", solved, "my homework (final).ipynb"
    yield "raises in its first cell", _raising(assignment), ""


def _student_id(number: int) -> str:
    """Number the students; a few have ids as real life has them."""
    special = {3: "o'brien, zoë", 7: "李雷"}
    return special.get(number, f"s{number:03d}")


def _with(assignment: Assignment, answers: list[KnownAnswer]) -> bytes:
    cells = catalogue.reference_answers(assignment)
    cells |= {answer.exercise: answer.source for answer in answers}
    cells |= {
        exercise.name: WRITTEN
        for exercise in assignment.exercises
        if exercise.kind is Kind.WRITTEN
    }
    return _bytes(catalogue.make_answered_notebook(assignment, cells))


def _bytes(notebook: Notebook) -> bytes:
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode()


def _spoilt(assignment: Assignment, exercise: str, body: str) -> bytes:
    cells = catalogue.reference_answers(assignment)
    cells[exercise] = f"def {exercise}(*args, **kwargs):\n{body}"
    return _bytes(catalogue.make_answered_notebook(assignment, cells))


def _edited(
    assignment: Assignment, exercise: str, edit: Callable[[Notebook, str], Notebook]
) -> bytes:
    notebook = json.loads(_with(assignment, []))
    answer_id = assignment.exercise(exercise).answer_id
    for place, cell in enumerate(notebook["cells"]):
        if _grade_id(cell) == answer_id:
            notebook["cells"][place] = edit(cell, exercise)
    return _bytes(notebook)


def _rename_cell(cell: Notebook, exercise: str) -> Notebook:
    return {**cell, "metadata": {"nbgrader": {"grade_id": f"my_{exercise}"}}}


def _rename_function(cell: Notebook, exercise: str) -> Notebook:
    source = cell["source"].replace(f"def {exercise}(", f"def my_{exercise}(")
    return {**cell, "source": source}


def _duplicated(assignment: Assignment, exercise: str) -> bytes:
    notebook = json.loads(_with(assignment, []))
    answer_id = assignment.exercise(exercise).answer_id
    cells = []
    for cell in notebook["cells"]:
        cells.append(cell)
        if _grade_id(cell) == answer_id:
            cells.append(cell)
    return _bytes({**notebook, "cells": cells})


def _raising(assignment: Assignment) -> bytes:
    notebook = json.loads(_with(assignment, []))
    first: Notebook = {
        "cell_type": "code",
        "metadata": {},
        "source": "1 / 0",
        "outputs": [],
        "execution_count": None,
    }
    notebook["cells"].insert(0, first)
    return _bytes(notebook)


def _grade_id(cell: Notebook) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
