"""What a release must not show, read from the course; a release that does is refused.

`leaks` compares lines of text; this module knows in which files of a course they are.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from autograder.common.errors import UserError
from autograder.course.course import Assignment, Course
from autograder.course.release_leaks import (
    Leak,
    Secret,
    answer_secrets,
    find_leaks,
    model_text_secrets,
    suite_secrets,
)
from autograder.model import Notebook

SHOWN_LEAKS = 5
"""lines that a refusal quotes before the rest is counted"""


def list_secrets(assignment: Assignment) -> list[Secret]:
    """Give what this release must not show: its own and later answers, all suites."""
    course = assignment.course
    names = course.names()
    secrets: list[Secret] = []
    # Earlier answers are given to students again, in the cell `given`.
    for name in names[names.index(assignment.name) :]:
        secrets += _answers(course.assignment(name))
    for suite in sorted((course.root / "tests" / "hidden").rglob("test_*.py")):
        secrets += suite_secrets(read_course_text(suite), _shown_path(course, suite))
    return secrets


def _answers(assignment: Assignment) -> Iterator[Secret]:
    course = assignment.course
    accepted = sorted((assignment.solutions / "accepted").glob("*.py"))
    for path in [assignment.reference, *accepted]:
        if path.is_file():
            yield from answer_secrets(read_course_text(path), _shown_path(course, path))
    if assignment.source_notebook.is_file():
        yield from model_text_secrets(
            read_course_notebook(assignment.source_notebook),
            _shown_path(course, assignment.source_notebook),
        )


def _shown_path(course: Course, path: Path) -> str:
    return str(path.relative_to(course.root))


def refuse_leaks(released: Notebook, secrets: list[Secret]) -> None:
    """Raise when the release shows a secret; the message quotes the first few.

    Raises:
        UserError: it shows one.
    """
    leaks = find_leaks(released, secrets)
    if not leaks:
        return
    lines = [_leak_line(leak) for leak in leaks[:SHOWN_LEAKS]]
    if len(leaks) > SHOWN_LEAKS:
        lines.append(f"  and {len(leaks) - SHOWN_LEAKS} more")
    raise UserError(
        "the release would give answers away; nothing was written\n" + "\n".join(lines),
        hint="write these lines of the source notebook differently",
    )


def _leak_line(leak: Leak) -> str:
    return f"  cell `{leak.cell}` shows `{leak.line}`, from {leak.source}"


# ----------------------------------------------------------------------------- files


def read_course_text(path: Path) -> str:
    """Read one of the course's own files.

    Raises:
        UserError: it is not there, or no text.
    """
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise UserError(f"there is no `{path}`") from None
    except UnicodeDecodeError:
        raise UserError(f"`{path}` is not UTF-8 text") from None


def read_course_notebook(path: Path) -> Notebook:
    """Read one of the course's own notebooks.

    Raises:
        UserError: it is not there, or no notebook.
    """
    try:
        notebook = json.loads(read_course_text(path))
    except ValueError as error:
        raise UserError(f"`{path}` is not a notebook: {error}") from None
    if not isinstance(notebook, dict) or "cells" not in notebook:
        raise UserError(f"`{path}` is not a notebook of format 4")
    return notebook
