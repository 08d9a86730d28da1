"""Make the zip that a learning system takes back: one feedback page for each student.

A page holds what a person gave in formgrader: marks and comments. How the system calls
each submission was kept when it was collected; Canvas and Moodle find the student by
the numbers in that name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from autograder.batch import feedback_pages
from autograder.common.errors import UserError
from autograder.common.files import write_whole
from autograder.course.course import Assignment
from autograder.course.report_store import read_report, reported_students
from autograder.gradebook.marks import read_marks
from autograder.model import Kind
from autograder.output.apply_marks import LatenessCost, Mark
from autograder.report import Report
from autograder.submissions import attempts
from autograder.submissions.attempts import Attempt
from autograder.submissions.safe_archive import zip_files
from autograder.tools.lms.download_names import Layout


class ReturnFormat(StrEnum):
    """Which system gives the pages back."""

    PLAIN = "plain"
    CANVAS = "canvas"
    MOODLE = "moodle"


def read_return_format(name: str) -> ReturnFormat:
    """Give the system of a name, or a UserError."""
    if name not in list(ReturnFormat):
        raise UserError(
            f"no format `{name}`", hint=f"there are: {', '.join(list(ReturnFormat))}"
        )
    return ReturnFormat(name)


_COMES_FROM = {ReturnFormat.CANVAS: Layout.CANVAS, ReturnFormat.MOODLE: Layout.MOODLE}


@dataclass(slots=True)
class ReturnedPages:
    """A written zip, and who is not in it."""

    path: Path
    students: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    """whose page is in it although a person has not marked all yet"""
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """student and reason"""


def return_pages(
    assignment: Assignment, to: Path, target: ReturnFormat
) -> ReturnedPages:
    """Write every student's page into one zip, whole or not at all.

    Raises:
        UserError: there is no page to return.
    """
    marks, students = read_marks(assignment), reported_students(assignment.report_store)
    late = feedback_pages.lateness_costs(assignment, students, marks)
    done = ReturnedPages(to)
    files: dict[str, bytes] = {}
    for student in students:
        report = read_report(assignment.report_store, student)
        try:
            name = _name(assignment, student, target)
            given = marks.get(student, {})
            page = _page(assignment, report, given, late.get(student))
            files[name] = page.encode()
        except ValueError as reason:
            done.left_out.append((student, str(reason)))
            continue
        done.students.append(student)
        if report is not None and is_waiting(report, given):
            done.waiting.append(student)
    if not files:
        raise _nothing_to_return(assignment, done)
    write_whole(to, zip_files(files))
    return done


def _nothing_to_return(assignment: Assignment, done: ReturnedPages) -> UserError:
    told = f"no feedback of `{assignment.name}` can be returned"
    if not done.left_out:
        return UserError(told, hint=f"autograder grade {assignment.name}")
    return UserError(
        f"{told}: {done.left_out[0][1]}",
        hint="collect what was downloaded with `autograder collect`",
    )


def is_waiting(report: Report, marks: Mapping[str, Mark]) -> bool:
    """Tell whether a person must still decide something of a submission."""
    undecided = [
        result.name
        for result in report.exercises
        if result.kind is Kind.WRITTEN or report.status != "graded"
    ]
    return any(
        name not in marks or marks[name].score is None or marks[name].again
        for name in undecided
    )


def _page(
    assignment: Assignment,
    report: Report | None,
    marks: Mapping[str, Mark],
    late: LatenessCost | None,
) -> str:
    if report is None:
        raise ValueError("the Report is not of this version: grade again")
    return feedback_pages.render_standing_page(assignment, report, marks, late)


def _name(assignment: Assignment, student: str, target: ReturnFormat) -> str:
    """Give a page's name in the zip."""
    page = f"{assignment.name}.html"
    if target is ReturnFormat.PLAIN:
        return f"{student}/{page}"
    # Whichever counts: a system knows best what it gave last.
    known = attempts.latest_attempt(assignment, student)
    original = _original(assignment, known, target)
    if target is ReturnFormat.CANVAS:
        # Canvas looks for the two numbers in front and at nothing behind them.
        stem = original.rpartition(".")[0] or original
        return f"{stem}.html"
    # Moodle's folders end so, in some versions with a `_`; else it was a flat name.
    if original.endswith(("_assignsubmission_file", "_assignsubmission_file_")):
        return f"{original}/{page}"
    head = original.partition("_assignsubmission_")[0]
    return f"{head}_assignsubmission_file_{page}"


def _original(
    assignment: Assignment, known: Attempt | None, target: ReturnFormat
) -> str:
    """Give what the system calls a submission, or raise ValueError."""
    wanted = _COMES_FROM[target]
    if known is None or known.source != wanted or not known.originals:
        came = "it was not collected"
        if known is not None:
            came = f"it came from {known.source}"
        raise ValueError(f"its name in {wanted} is not known: {came}")
    main = f"{assignment.notebook}.ipynb"
    return known.originals.get(main) or sorted(known.originals.values())[0]
