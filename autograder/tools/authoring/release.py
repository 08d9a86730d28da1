"""Write what students get: fill the source, generate, look for leaks, write.

Theory of operation: nbgrader's GenerateAssignment runs in a temporary course directory
that holds the one filled notebook and no gradebook. Only when nothing leaks are the
filled source and the release written, each by one rename. So a refused release leaves
no trace, a check writes nothing, and no failure of nbgrader empties `assignments/`.
nbgrader takes seconds to import: `generate` does, and is imported when it is used.
"""

import math
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.common.errors import UserError
from autograder.common.text import suggest_closest
from autograder.course.course import Assignment, Course, exercises_of
from autograder.course.nbgrader_settings import read_config
from autograder.course.reference_imports import function_sources, given_source
from autograder.course.release_secrets import (
    list_secrets,
    read_course_notebook,
    read_course_text,
    refuse_leaks,
)
from autograder.course.solution_markers import find_stray_markers, read_delimiters
from autograder.course.source_notebook import (
    ANSWER_SUFFIX,
    LABEL,
    fill_notebook,
    grade_id,
    is_answer,
    is_written,
    nbgrader_tags,
    normalise_notebook,
    notebook_text,
)
from autograder.model import Notebook


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseResult:
    """What a release wrote, or what a check found to be out of date."""

    name: str
    source: Path
    release: Path
    source_changed: bool
    """the source notebook is not what filling it gives"""
    release_changed: bool
    """the released notebook is not what the source gives"""

    @property
    def up_to_date(self) -> bool:
        """Tell whether both files were already as they should be."""
        return not (self.source_changed or self.release_changed)


def release_assignment(
    course: Course, name: str, *, check: bool = False
) -> ReleaseResult:
    """Fill the source notebook and write the released one, unless it would leak.

    Args:
        course: the course directory.
        name: the assignment.
        check: write nothing, only tell what would change.

    Raises:
        UserError: an answer, a hidden test or a model text would leak, or a cell, a
            suite or points are missing. Nothing is written then.
    """
    assignment = course.assignment(name)
    source = make_filled_source(assignment)
    refuse_incomplete(assignment, source)
    released = normalise_notebook(generate_release(assignment, source))
    exercises_of(released, assignment.config, assignment.notebook)  # or a UserError
    refuse_leaks(released, list_secrets(assignment))
    result = ReleaseResult(
        name=name,
        source=assignment.source_notebook,
        release=assignment.release_notebook,
        source_changed=_differs(assignment.source_notebook, notebook_text(source)),
        release_changed=_differs(assignment.release_notebook, notebook_text(released)),
    )
    if result.source_changed and not check:
        _write(result.source, notebook_text(source))
    if result.release_changed and not check:
        _write(result.release, notebook_text(released))
    return result


def label_notebook(notebook: Notebook, assignment: Assignment) -> Notebook:
    """Note in a notebook whose it is and what it asks for.

    `autograder submit` can then tell the right notebook, and a whole one, by itself.
    """
    label = {
        "assignment": assignment.name,
        "title": assignment.title,
        "answers": [
            grade_id(cell)
            for cell in notebook["cells"]
            if nbgrader_tags(cell).get("solution")
        ],
    }
    return {**notebook, "metadata": {**notebook["metadata"], LABEL: label}}


def make_filled_source(assignment: Assignment) -> Notebook:
    """Give the source notebook with its derived cells written."""
    reference = read_course_text(assignment.reference)
    where = str(assignment.reference.relative_to(assignment.course.root))
    solutions = function_sources(reference, where)
    setup = read_course_text(assignment.course.root / "source" / "setup.py")
    filled = fill_notebook(
        read_course_notebook(assignment.source_notebook),
        setup=setup,
        given=given_source(reference, _earlier_reference(assignment)),
        solutions=solutions,
    )
    return label_notebook(filled, assignment)


def _earlier_reference(assignment: Assignment) -> Callable[[str], str]:
    """Give a reader that refuses references of assignments due later."""
    names = assignment.course.names()
    later = names[names.index(assignment.name) :]

    def load(name: str) -> str:
        if name in later:
            raise UserError(
                f"the reference of `{assignment.name}` imports from `{name}`, "
                "which is not due earlier",
                hint="give only what students have already handed in",
            )
        return read_course_text(
            assignment.course.root / "solutions" / name / "reference.py"
        )

    return load


# ---------------------------------------------------------------- what must be there


def refuse_incomplete(assignment: Assignment, source: Notebook) -> None:
    """Raise when the notebook's exercises and their files do not fit together."""
    for problem in _problems(assignment, source):
        raise UserError(f"`{assignment.name}`: {problem[0]}", hint=problem[1])


def _problems(assignment: Assignment, source: Notebook) -> Iterator[tuple[str, str]]:
    cells = source["cells"]
    graded = [cell for cell in cells if nbgrader_tags(cell).get("grade")]
    code = {grade_id(cell) for cell in graded if cell["cell_type"] == "code"}
    answers = {grade_id(cell) for cell in cells if is_answer(cell)}
    yield from _marker_problems(cells, assignment.course.root)
    yield from _cell_problems(cells)
    for name in sorted(code):
        answer, suite = f"{name}{ANSWER_SUFFIX}", assignment.hidden / f"test_{name}.py"
        if answer not in answers:
            yield f"the grade cell `{name}` has no answer cell", f"add `{answer}`"
        if not suite.is_file():
            yield f"the exercise `{name}` has no hidden suite", f"write `{suite}`"
    for answer in sorted(answers):
        name = answer.removesuffix(ANSWER_SUFFIX)
        if name not in code:
            yield f"the answer cell `{answer}` has no grade cell", f"add `{name}`"
    for cell in graded:
        if not isinstance(nbgrader_tags(cell).get("points"), int | float):
            yield f"the grade cell `{grade_id(cell)}` has no points", "add them"


def _marker_problems(
    cells: list[dict[str, Any]], root: Path
) -> Iterator[tuple[str, str]]:
    known = read_delimiters(read_config(root))
    for position, cell in enumerate(cells):
        name = grade_id(cell) or str(cell.get("id", position))
        for said, hint in find_stray_markers(cell, known):
            yield f"the cell `{name}`, {said}", hint


def _cell_problems(cells: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, count in Counter(filter(None, map(grade_id, cells))).items():
        if count > 1:
            yield f"{count} cells have the grade_id `{name}`", "rename all but one"
    for position, cell in enumerate(cells):
        name = grade_id(cell) or str(cell.get("id", position))
        for said, hint in _tag_problems(cell):
            yield f"the cell `{name}` {said}", hint
        if is_written(cell) and not nbgrader_tags(cell).get("grade"):
            yield f"the written question `{name}` is not graded", "give it points"
        if cell.get("attachments") and nbgrader_tags(cell).get("solution"):
            # nbgrader clears the text and leaves the picture (its issue 1782).
            yield (
                f"the answer cell `{name}` has an attachment, which would be released",
                "move the picture to the cell of the question, or remove it",
            )


_TAGS: dict[str, tuple[type, ...]] = {
    "schema_version": (int,),
    **dict.fromkeys(("grade", "locked", "solution", "task"), (bool,)),
    **dict.fromkeys(("grade_id", "checksum", "cell_type"), (str,)),
    "points": (int, float),
}
"""what nbgrader's schema 3 knows of a cell, and as what"""
_IN_WORDS = {int: "a whole number", float: "a number from 0", bool: "true or false"}
_NEEDED = ("schema_version", "grade", "locked", "solution")


def _tag_problems(cell: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Say what nbgrader would refuse in its metadata, which it does in no words."""
    found = nbgrader_tags(cell)
    if not found:
        return
    for key, value in found.items():
        where = f"has the key `{key}` in its metadata under `nbgrader`"
        if key not in _TAGS:
            close = suggest_closest(key, _TAGS)
            yield f"{where}, where it means nothing", close or "remove the key"
        elif value is not None and not _is_one_of(value, _TAGS[key]):
            kind = _IN_WORDS.get(_TAGS[key][-1], "a text")
            yield f"{where} as `{value!r}`", f"it must be {kind}"
    for key in _NEEDED:
        if key not in found:
            yield f"lacks the key `{key}` in its metadata under `nbgrader`", "add it"


def _is_one_of(value: object, kinds: tuple[type, ...]) -> bool:
    """Tell whether a value is of these kinds; for Python alone True is a number."""
    if isinstance(value, int | float) and not 0 <= value < math.inf:
        return False
    return isinstance(value, kinds) and (isinstance(value, bool) == (bool in kinds))


def generate_release(assignment: Assignment, source: Notebook) -> Notebook:
    """Give what nbgrader's GenerateAssignment makes of a source notebook.

    The gradebook is left alone: its rows are made when a submission is recorded.
    """
    from autograder.tools.authoring.generate import run_nbgrader

    with tempfile.TemporaryDirectory(prefix="autograder-release-") as folder:
        place = Path(folder) / "source" / assignment.name
        place.mkdir(parents=True)
        path = place / assignment.source_notebook.name
        path.write_text(notebook_text(source), encoding="utf-8")
        run_nbgrader(
            Path(folder), assignment.name, config_folder=assignment.course.root
        )
        return read_course_notebook(
            Path(folder) / "assignments" / assignment.name / path.name
        )


# ----------------------------------------------------------------------------- files


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text("utf-8") != text


def _write(path: Path, text: str) -> None:
    """Write by one rename, so that no reader meets half a notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # In the same folder: a rename works within one file system only.
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)
