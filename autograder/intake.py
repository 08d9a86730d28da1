"""Find what was handed in: `submitted/<student>/<assignment>/*.ipynb`, as bytes.

A submission's folder is hostile: links are not followed, only regular files of a sane
size are read, and what is refused becomes words in the student's Report.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from autograder.course import Assignment
from autograder.errors import UserError
from autograder.grade import Work
from autograder.notebook import MAX_BYTES

MAX_FILES = 50


def students(assignment: Assignment, only: Iterable[str] = ()) -> list[str]:
    """Name the students who handed something in, sorted; `only` narrows it.

    Raises:
        UserError: when a student of `only` has no submission, or nobody has one.
    """
    root = assignment.course.submitted
    handed_in = sorted(
        folder.name
        for folder in (root.iterdir() if root.is_dir() else ())
        if not folder.name.startswith(".") and (folder / assignment.name).is_dir()
    )
    wanted = list(only)
    for student in wanted:
        if student not in handed_in:
            raise UserError(
                f"no submission of `{student}` for `{assignment.name}`",
                hint=f"look into submitted/{student}/{assignment.name}/",
            )
    if not handed_in:
        raise UserError(
            f"no submissions of `{assignment.name}` in submitted/",
            hint=f"each belongs in submitted/<student>/{assignment.name}/",
        )
    return [student for student in handed_in if not wanted or student in wanted]


def read(assignment: Assignment, student: str) -> Work:
    """Read one student's submission."""
    folder = assignment.course.submitted / student / assignment.name
    files: dict[str, bytes] = {}
    refused = ""
    newest = 0.0
    for path in _notebooks(folder):
        try:
            files[path.name], changed = _read_regular(path)
            newest = max(newest, changed)
        except ValueError as reason:
            refused = f"`{path.name}` was not read: {reason}"
        except OSError as error:
            refused = f"`{path.name}` could not be read: {error.strerror}"
    return Work(
        student=student,
        files=files,
        submitted_at=_submitted_at(folder, newest),
        refused=refused,
    )


def _notebooks(folder: Path) -> Iterator[Path]:
    found = (path for path in folder.iterdir() if path.suffix == ".ipynb")
    yield from sorted(found)[:MAX_FILES]


def _read_regular(path: Path) -> tuple[bytes, float]:
    """Read a regular file; links, pipes and devices are refused, not opened.

    Returns:
        Its bytes, and when it was last changed.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise ValueError("it is not a regular file")
        if about.st_size > MAX_BYTES:
            raise ValueError(f"it is larger than {MAX_BYTES >> 20} MB")
        return file.read(MAX_BYTES + 1), about.st_mtime


def _submitted_at(folder: Path, newest: float) -> str | None:
    """Take nbgrader's timestamp of the collection, else the newest file's time."""
    try:
        text, _ = _read_regular(folder / "timestamp.txt")
        moment = datetime.fromisoformat(text.decode().strip().replace(" UTC", "+00:00"))
    except (OSError, ValueError):
        if not newest:
            return None
        moment = datetime.fromtimestamp(newest, UTC)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.isoformat(timespec="seconds")
