"""The assignment behind a student's notebook, as far as that itself tells. Pure.

A student has no course. What is asked for stands in the label that `release` writes
(`metadata.autograder`), and of a notebook without one in its grade cells. Whether a
cell of ours is still what was released, nbgrader's checksum in its own tags says.
With these a notebook is laid out as grading lays it into the release.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fractions import Fraction

from autograder.course.source_notebook import (
    ANSWER_SUFFIX,
    LABEL,
    grade_id,
    nbgrader_tags,
)
from autograder.model import Exercise, Kind, Notebook
from autograder.submissions.notebook import find_definitions

STUB = "def {name}(*args, **kwargs):\n    raise NotImplementedError()"
"""stands in the place of an answer cell whose released text is not known any more"""

_FIRST = ("setup", "given")
"""cells that every other one needs, wherever they were moved to"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedNotebook:
    """What a notebook must have been when it was handed out."""

    release: Notebook
    exercises: tuple[Exercise, ...]
    unchecked: Mapping[str, str] = field(default_factory=dict)
    """by exercise, why its visible check says nothing"""
    changed: tuple[str, ...] = ()
    """locked cells beside the checks that are not as they were released"""


def read_expected(found: Notebook, notebook: str) -> ExpectedNotebook:
    """Read off a notebook what it was.

    Args:
        found: the student's notebook, parsed.
        notebook: its name.
    """
    cells = _by_grade_id(found["cells"])
    exercises = tuple(
        _exercise_of(answer_id, cells.get(exercise_of_answer(answer_id), []), notebook)
        for answer_id in _answer_ids(found, cells)
    )
    names = frozenset(exercise.name for exercise in exercises)
    changed = [name for name, copies in cells.items() if _is_changed(copies, names)]
    checks = {
        exercise.name: _intact_check(cells.get(exercise.name, []), names)
        for exercise in exercises
    }
    return ExpectedNotebook(
        release={"cells": _laid_out(exercises, cells, checks), "metadata": {}},
        exercises=exercises,
        unchecked={
            exercise.name: reason
            for exercise in exercises
            if exercise.kind is not Kind.WRITTEN
            if (reason := _why_unchecked(exercise.name, cells, checks, changed))
        },
        changed=tuple(changed),
    )


def release_label_of(found: Notebook) -> Mapping[str, object]:
    """Give what `release` noted in a notebook: assignment, title, answers."""
    label = found["metadata"].get(LABEL)
    return label if isinstance(label, dict) else {}


def exercise_of_answer(answer_id: str) -> str:
    """Name the exercise that a cell answers."""
    return answer_id.removesuffix(ANSWER_SUFFIX)


def is_intact(cell: Notebook) -> bool:
    """Tell whether a cell is as it was released; without a checksum it is believed."""
    tag = nbgrader_tags(cell)
    wanted = tag.get("checksum")
    if tag.get("cell_type", cell["cell_type"]) != cell["cell_type"]:
        return False
    if wanted is None:
        return True
    source = cell["source"]
    # Windows and some editors change line ends and nothing else.
    texts = (source, source.replace("\r\n", "\n"), source.strip("\n"))
    return wanted in [compute_checksum(cell, text) for text in texts]


def compute_checksum(cell: Notebook, source: str) -> str:
    """Compute what nbgrader 0.9 notes of a cell that it releases with this source."""
    return hashlib.md5(
        "".join([source, *_checksum_parts(cell)]).encode("utf-8", "replace"),
        usedforsecurity=False,
    ).hexdigest()


def _checksum_parts(cell: Notebook) -> Iterator[str]:
    """Give what nbgrader 0.9 hashes of a cell beside its source, in its order."""
    tag = nbgrader_tags(cell)
    is_grade, is_solution = bool(tag.get("grade")), bool(tag.get("solution"))
    yield cell["cell_type"]
    yield from (str(is_grade), str(is_solution))
    yield str(not is_solution and (is_grade or bool(tag.get("locked"))))
    yield str(tag.get("grade_id", ""))
    if is_grade:
        yield str(float(tag.get("points", 0)))


# ------------------------------------------------------------------ what is asked


def _answer_ids(found: Notebook, cells: Mapping[str, Sequence[Notebook]]) -> list[str]:
    """Name the answer cells that there must have been, in their order."""
    listed = release_label_of(found).get("answers")
    if isinstance(listed, list):
        # Students can edit the label: what is no text in it names nothing.
        known = dict.fromkeys(name for name in listed if isinstance(name, str))
        if known:
            return list(known)
    return [
        _answer_id_of(name, copies[0])
        for name, copies in cells.items()
        if nbgrader_tags(copies[0]).get("grade")
        and "points" in nbgrader_tags(copies[0])
    ]


def _answer_id_of(name: str, graded: Notebook) -> str:
    """Name the cell that is answered in; a question in words is its own grade cell."""
    if graded["cell_type"] == "markdown":
        return name
    return f"{name}{ANSWER_SUFFIX}"


def _exercise_of(answer_id: str, graded: Sequence[Notebook], notebook: str) -> Exercise:
    name = exercise_of_answer(answer_id)
    with_points = (
        nbgrader_tags(cell) for cell in graded if "points" in nbgrader_tags(cell)
    )
    points = next((tag["points"] for tag in with_points), 0)
    kind = Kind.CODE
    if name == answer_id:
        kind = Kind.WRITTEN
    elif name.startswith("plot_"):
        kind = Kind.PLOT
    return Exercise(
        name=name,
        notebook=notebook,
        kind=kind,
        points=Fraction(str(points)),
    )


# ------------------------------------------------------------------ laid out


def _by_grade_id(cells: Sequence[Notebook]) -> dict[str, list[Notebook]]:
    found: dict[str, list[Notebook]] = defaultdict(list)
    for cell in cells:
        if grade_id(cell):
            found[grade_id(cell)].append(cell)
    return dict(found)


def _laid_out(
    exercises: Sequence[Exercise],
    cells: Mapping[str, Sequence[Notebook]],
    checks: Mapping[str, Notebook | None],
) -> list[Notebook]:
    """Give the cells as they were released, in the release's order.

    Other locked cells follow the answer or the check that they now stand behind.
    """
    locked: dict[str, list[Notebook]] = defaultdict(list)
    names = frozenset(exercise.name for exercise in exercises)
    places = {exercise.answer_id for exercise in exercises} | checks.keys()
    place = ""
    for name, copies in cells.items():
        if name in places:
            place = name
        if _is_locked(copies) and name not in checks:
            cell = _locked_cell(name, copies[0], names)
            locked["" if name in _FIRST else place].append(cell)
    laid = sorted(locked.pop("", []), key=lambda cell: grade_id(cell) not in _FIRST)
    for exercise in exercises:
        laid.append(_answer_cell(exercise, cells.get(exercise.answer_id, ())))
        laid += locked.pop(exercise.answer_id, [])
        if exercise.kind is not Kind.WRITTEN:
            laid.append(_check_cell(exercise.name, checks[exercise.name]))
            laid += locked.pop(exercise.name, [])
    return laid


def _answer_cell(exercise: Exercise, copies: Sequence[Notebook]) -> Notebook:
    """Give an answer cell as it was released, if some copy is still blank."""
    is_text = exercise.kind is Kind.WRITTEN
    cell_type, source = "code", STUB.format(name=exercise.name)
    if is_text:
        cell_type, source = "markdown", ""
    for copy in copies:
        # Without a checksum every text would pass for the released one.
        if "checksum" in nbgrader_tags(copy) and is_intact(copy):
            source = copy["source"]
            break
    tag = {"grade_id": exercise.answer_id, "solution": True, "grade": is_text}
    return {
        "cell_type": cell_type,
        "source": source,
        "metadata": {"nbgrader": {**tag, "locked": False}},
    }


def _check_cell(name: str, intact: Notebook | None) -> Notebook:
    tag = {"grade_id": name, "grade": True, "solution": False, "locked": True}
    source = ""
    if intact is not None:
        source = intact["source"]
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": tag}}


def _locked_cell(name: str, cell: Notebook, names: AbstractSet[str]) -> Notebook:
    """Give a locked cell; one that was written into is the student's answer now."""
    tag = {"grade_id": name, "grade": False, "solution": False, "locked": True}
    source = cell["source"]
    if _holds_answer(cell, names):
        source = ""  # `sort_cells` finds what the student wrote, and lets it run
    return {**cell, "source": source, "metadata": {"nbgrader": tag}}


# ------------------------------------------------------------------ what was changed


def _holds_answer(cell: Notebook, names: AbstractSet[str]) -> bool:
    """Tell whether a cell holds an answer, whatever it is for."""
    is_code = cell["cell_type"] == "code"
    return is_code and bool(names & find_definitions(cell["source"], stubs=False))


def _intact_check(
    copies: Sequence[Notebook], names: AbstractSet[str]
) -> Notebook | None:
    """Give a check as it was released, if there still is one."""
    code = (copy for copy in copies if copy["cell_type"] == "code")
    return next((copy for copy in code if _is_as_released(copy, names)), None)


def _is_as_released(cell: Notebook, names: AbstractSet[str]) -> bool:
    """Tell whether a cell is intact; no checksum vouches for one that answers."""
    return is_intact(cell) and not _holds_answer(cell, names)


def _why_unchecked(
    exercise: str,
    cells: Mapping[str, Sequence[Notebook]],
    checks: Mapping[str, Notebook | None],
    changed: Sequence[str],
) -> str:
    """Say why the check of an exercise says nothing; empty when it does."""
    back = "grading puts the released one back"
    intact = checks[exercise]
    if exercise not in cells:
        return f"its visible check is not in your notebook, or lost its tag: {back}"
    if intact is None:
        return f"its visible check was changed: {back}"
    words = set(re.findall(r"\w+", intact["source"]))
    for name in changed:
        if words & find_definitions(cells[name][0]["source"]):
            return (
                f"its visible check uses the cell `{name}`, which was changed: {back}"
            )
    return ""


def _is_locked(copies: Sequence[Notebook]) -> bool:
    """Tell whether a cell is neither answer nor check, and not the student's either."""
    tag = nbgrader_tags(copies[0])
    return bool(tag.get("locked")) and not tag.get("solution") and not tag.get("grade")


def _is_changed(copies: Sequence[Notebook], names: AbstractSet[str]) -> bool:
    intact = (copy for copy in copies if _is_as_released(copy, names))
    return _is_locked(copies) and next(intact, None) is None
