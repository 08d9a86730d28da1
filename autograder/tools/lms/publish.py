"""Make the zip that students get: released notebooks, and how to start.

It is made of `assignments/` alone. The course's repository stays private: it holds the
solutions and the hidden tests. Every notebook is looked through for them once more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from importlib import metadata
from pathlib import Path

from autograder.common.errors import UserError
from autograder.common.files import write_whole
from autograder.common.text import count_noun
from autograder.course.course import Assignment, Course
from autograder.course.release_secrets import list_secrets, refuse_leaks
from autograder.grading import wording
from autograder.model import Kind
from autograder.submissions.safe_archive import ReadBudget, open_source, zip_files

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
class PublishedZip:
    """A written zip."""

    path: Path
    files: tuple[str, ...]
    """what is in it"""


def publish_release(course: Course, names: Sequence[str], to: Path) -> PublishedZip:
    """Write the zip whole, or not at all.

    Raises:
        UserError: an assignment is not released, or its release shows an answer or a
            hidden test, or something lies in `assignments/` that is not for students.
    """
    assignments = [course.assignment(name) for name in dict.fromkeys(names)]
    files = {"requirements.txt": _requirements().encode()}
    files["README.md"] = _readme(assignments).encode()
    # All is read before anything is written: a refusal leaves no zip behind.
    for assignment in assignments:
        files |= dict(_released(assignment))
    write_whole(to, zip_files(files))
    return PublishedZip(path=to, files=tuple(sorted(files)))


def _released(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """Give an assignment's files by their names in the zip."""
    released = assignment.release  # or a UserError
    refuse_leaks(released, list_secrets(assignment))
    folder = assignment.release_notebook.parent
    with open_source(folder, UTC, ReadBudget(total=MAX_PUBLISHED)) as found:
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
    heading = " · ".join(assignment.title for assignment in assignments)
    return START.format(heading=heading, rows="\n".join(map(_row, assignments)))


def _row(assignment: Assignment) -> str:
    written = sum(exercise.kind is Kind.WRITTEN for exercise in assignment.exercises)
    total = float(sum(exercise.points for exercise in assignment.exercises))
    asked = count_noun(len(assignment.exercises) - written, "exercise")
    parts = [asked]
    if written:
        parts.append(count_noun(written, "written question"))
    parts.append(f"{wording.format_points(total)} points")
    if assignment.due:
        parts.append(f"due {assignment.due.isoformat(' ', 'minutes')}")
    return f"* `{assignment.name}/{assignment.notebook}.ipynb`: {', '.join(parts)}"


def _requirements() -> str:
    """Give the line of each library, as this package asks for it."""
    # `numpy>=1.26; python_version…`: the line without its condition.
    asked = [
        requirement.split(";")[0].strip()
        for requirement in metadata.requires("autograder") or ()
    ]
    named = [
        requirement
        for requirement in asked
        if requirement.split(">")[0].strip() in NEEDED
    ]
    return "".join(f"{requirement}\n" for requirement in sorted(named))
