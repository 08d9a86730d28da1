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

from autograder.courses.fill import ANSWER_SUFFIX, LABEL, grade_id, tags
from autograder.model import Exercise, Kind, Notebook
from autograder.notebook import find_definitions

STUB = "def {name}(*args, **kwargs):\n    raise NotImplementedError()"
"""stands in the place of an answer cell whose released text is not known any more"""

_FIRST = ("setup", "given")
"""cells that every other one needs, wherever they were moved to"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a notebook must have been when it was handed out."""

    release: Notebook
    exercises: tuple[Exercise, ...]
    unchecked: Mapping[str, str] = field(default_factory=dict)
    """by exercise, why its visible check says nothing"""
    changed: tuple[str, ...] = ()
    """locked cells beside the checks that are not as they were released"""


def expected_of(found: Notebook, notebook: str) -> Expected:
    """Read off a notebook what it was.

    Args:
        found: the student's notebook, parsed.
        notebook: its name.
    """
    cells = _by_grade_id(found["cells"])
    exercises = tuple(
        _exercise(one, cells.get(name_of(one), []), notebook)
        for one in _answer_ids(found, cells)
    )
    names = frozenset(one.name for one in exercises)
    changed = [name for name, it in cells.items() if _is_changed(it, names)]
    checks = {one.name: _intact(cells.get(one.name, []), names) for one in exercises}
    return Expected(
        release={"cells": _laid_out(exercises, cells, checks), "metadata": {}},
        exercises=exercises,
        unchecked={
            one.name: reason
            for one in exercises
            if one.kind is not Kind.WRITTEN
            if (reason := _unchecked(one.name, cells, checks, changed))
        },
        changed=tuple(changed),
    )


def label_of(found: Notebook) -> Mapping[str, object]:
    """Give what `release` noted in a notebook: assignment, title, answers."""
    label = found["metadata"].get(LABEL)
    return label if isinstance(label, dict) else {}


def name_of(answer_id: str) -> str:
    """Name the exercise that a cell answers."""
    return answer_id.removesuffix(ANSWER_SUFFIX)


def is_intact(cell: Notebook) -> bool:
    """Tell whether a cell is as it was released; without a checksum it is believed."""
    tag = tags(cell)
    wanted = tag.get("checksum")
    if tag.get("cell_type", cell["cell_type"]) != cell["cell_type"]:
        return False
    source = cell["source"]
    texts = (source, source.replace("\r\n", "\n"), source.strip("\n"))
    return wanted is None or wanted in [compute_checksum(cell, text) for text in texts]


def compute_checksum(cell: Notebook, source: str) -> str:
    """Compute what nbgrader 0.9 notes of a cell that it releases with this source."""
    return hashlib.md5(
        "".join([source, *_told(cell)]).encode("utf-8", "replace"),
        usedforsecurity=False,
    ).hexdigest()


def _told(cell: Notebook) -> Iterator[str]:
    tag = tags(cell)
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
    listed = label_of(found).get("answers")
    names = listed if isinstance(listed, list) else []
    known = dict.fromkeys(one for one in names if isinstance(one, str))
    return list(known) or [
        name if cell["cell_type"] == "markdown" else f"{name}{ANSWER_SUFFIX}"
        for name, (cell, *_) in cells.items()
        if tags(cell).get("grade") and "points" in tags(cell)
    ]


def _exercise(answer_id: str, graded: Sequence[Notebook], notebook: str) -> Exercise:
    name = name_of(answer_id)
    points = [tags(cell)["points"] for cell in graded if "points" in tags(cell)]
    kind = Kind.PLOT if name.startswith("plot_") else Kind.CODE
    return Exercise(
        name=name,
        notebook=notebook,
        kind=Kind.WRITTEN if name == answer_id else kind,
        points=Fraction(str(points[0])) if points else Fraction(0),
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
    ours: dict[str, list[Notebook]] = defaultdict(list)
    names = frozenset(one.name for one in exercises)
    place = ""
    places = {one.answer_id for one in exercises} | checks.keys()
    for name, several in cells.items():
        place = name if name in places else place
        if _is_ours(several) and name not in checks:
            ours["" if name in _FIRST else place].append(
                _locked(name, several[0], names)
            )
    laid = sorted(ours.pop("", []), key=lambda cell: grade_id(cell) not in _FIRST)
    for one in exercises:
        laid.append(_answer(one, cells.get(one.answer_id, ())))
        laid += ours.pop(one.answer_id, [])
        if one.kind is not Kind.WRITTEN:
            laid.append(_check(one.name, checks[one.name]))
            laid += ours.pop(one.name, [])
    return laid


def _answer(exercise: Exercise, copies: Sequence[Notebook]) -> Notebook:
    """Give an answer cell as it was released, if some copy is still blank."""
    is_text = exercise.kind is Kind.WRITTEN
    blank = "" if is_text else STUB.format(name=exercise.name)
    kept = [
        one["source"] for one in copies if "checksum" in tags(one) and is_intact(one)
    ]
    tag = {"grade_id": exercise.answer_id, "solution": True, "grade": is_text}
    return {
        "cell_type": "markdown" if is_text else "code",
        "source": kept[0] if kept else blank,
        "metadata": {"nbgrader": {**tag, "locked": False}},
    }


def _check(name: str, intact: Notebook | None) -> Notebook:
    tag = {"grade_id": name, "grade": True, "solution": False, "locked": True}
    source = intact["source"] if intact else ""
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": tag}}


def _locked(name: str, cell: Notebook, names: AbstractSet[str]) -> Notebook:
    """Give a cell of ours; one that was written into is the student's answer now."""
    tag = {"grade_id": name, "grade": False, "solution": False, "locked": True}
    source = "" if _answers(cell, names) else cell["source"]
    return {**cell, "source": source, "metadata": {"nbgrader": tag}}


# ------------------------------------------------------------------ what was changed


def _answers(cell: Notebook, names: AbstractSet[str]) -> bool:
    """Tell whether a cell holds an answer, whatever it is for."""
    is_code = cell["cell_type"] == "code"
    return is_code and bool(names & find_definitions(cell["source"], stubs=False))


def _intact(copies: Sequence[Notebook], names: AbstractSet[str]) -> Notebook | None:
    """Give a check as it was released, if there still is one."""
    code = (one for one in copies if one["cell_type"] == "code")
    kept = (one for one in code if is_intact(one) and not _answers(one, names))
    return next(kept, None)


def _unchecked(
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


def _is_ours(copies: Sequence[Notebook]) -> bool:
    tag = tags(copies[0])
    return bool(tag.get("locked")) and not tag.get("solution") and not tag.get("grade")


def _is_changed(copies: Sequence[Notebook], names: AbstractSet[str]) -> bool:
    kept = (one for one in copies if is_intact(one) and not _answers(one, names))
    return _is_ours(copies) and next(kept, None) is None
