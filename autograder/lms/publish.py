"""Make the zip that students get: released notebooks, and how to start.

It is made of `assignments/` alone. The course's repository stays private: it holds the
solutions and the hidden tests. Every notebook is looked through for them once more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from importlib import metadata
from pathlib import Path

from autograder import wording
from autograder.authoring import release
from autograder.courses.course import Assignment, Course
from autograder.errors import UserError
from autograder.files import write_whole
from autograder.model import Kind
from autograder.submissions.archives import Budget, source, zipped
from autograder.text import count_noun

NEEDED = ("numpy", "matplotlib", "scikit-learn")
"""what the notebooks import"""
MAX_PUBLISHED = 8 << 30
"""bytes of an assignment's data sets"""

START = """\
# {heading}

{rows}

With Python 3.11 or newer:

    pip install -r requirements.txt jupyterlab
    jupyter lab

Open a notebook and write where it says `YOUR CODE HERE` or `YOUR ANSWER HERE`. Keep
the other cells as they are: your answers are found by the cells they are in. The cells
below each answer show what your code does and check it; hidden tests decide the grade.
Before you hand in, restart the kernel and run all cells.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A written zip."""

    path: Path
    files: tuple[str, ...]
    """what is in it"""


def publish(course: Course, names: Sequence[str], to: Path) -> Published:
    """Write the zip whole, or not at all.

    Raises:
        UserError: an assignment is not released, or its release shows an answer or a
            hidden test, or something lies in `assignments/` that is not for students.
    """
    assignments = [course.assignment(name) for name in dict.fromkeys(names)]
    files = {"requirements.txt": _requirements().encode()}
    files["README.md"] = _readme(assignments).encode()
    for one in assignments:
        files |= dict(_released(one))
    write_whole(to, zipped(files))
    return Published(path=to, files=tuple(sorted(files)))


def _released(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """Give an assignment's files by their names in the zip."""
    released = assignment.release  # or a UserError
    release.refuse_leaks(released, release.secrets_of(assignment))
    folder = assignment.release_notebook.parent
    with source(folder, UTC, Budget(total=MAX_PUBLISHED)) as found:
        for path, reason in found.refused:
            raise UserError(
                f"`assignments/{assignment.name}/{path}` cannot be published: {reason}",
                hint=f"remove it; `autograder release {assignment.name}` writes "
                "what belongs there",
            )
        for entry in found.entries:
            _refuse_foreign(assignment, entry.path)
            yield f"{assignment.name}/{entry.path}", entry.read()


def _refuse_foreign(assignment: Assignment, path: str) -> None:
    """Refuse what a release never writes: it may be an answer that was left there."""
    name = path.rpartition("/")[2]
    is_notebook = name.endswith(".ipynb") and path != f"{assignment.notebook}.ipynb"
    if is_notebook or name.startswith(".") or name.endswith((".py", ".pyc")):
        raise UserError(
            f"`assignments/{assignment.name}/{path}` is no part of the release",
            hint="remove it, or give it another ending if students need it",
        )


def _readme(assignments: Sequence[Assignment]) -> str:
    heading = " · ".join(one.title for one in assignments)
    return START.format(heading=heading, rows="\n".join(map(_row, assignments)))


def _row(assignment: Assignment) -> str:
    written = sum(one.kind is Kind.WRITTEN for one in assignment.exercises)
    total = float(sum(one.points for one in assignment.exercises))
    asked = count_noun(len(assignment.exercises) - written, "exercise")
    parts = [asked, count_noun(written, "written question") if written else ""]
    parts.append(f"{wording.format_points(total)} points")
    if assignment.due:
        parts.append(f"due {assignment.due.isoformat(' ', 'minutes')}")
    told = ", ".join(part for part in parts if part)
    return f"* `{assignment.name}/{assignment.notebook}.ipynb`: {told}"


def _requirements() -> str:
    """Give the line of each library, as this package asks for it."""
    asked = [one.split(";")[0].strip() for one in metadata.requires("autograder") or ()]
    named = [one for one in asked if one.split(">")[0].strip() in NEEDED]
    return "".join(f"{one}\n" for one in sorted(named))
