"""One row an assignment: what was released, handed in and graded."""

from dataclasses import dataclass

from autograder import batch, intake
from autograder.course import Assignment, Course
from autograder.errors import UserError
from autograder.model import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What `autograder list` says of one assignment."""

    name: str
    title: str
    due: str
    exercises: int
    written: int
    max_score: float
    released: bool
    submitted: int
    graded: int
    not_graded: int
    """Reports that a fault of ours left open"""
    suspicious: tuple[str, ...] = ()
    """students whose points wait for a person"""


def rows(course: Course) -> list[Row]:
    """Describe every assignment of a course, those due first in front.

    One where something is suspicious stands before all others.
    """
    described = [_row(course.assignment(name)) for name in course.names()]
    return sorted(described, key=lambda row: not row.suspicious)


def _row(assignment: Assignment) -> Row:
    released = assignment.release_notebook.is_file()
    exercises = assignment.exercises if released else ()
    written = [one for one in exercises if one.kind is Kind.WRITTEN]
    reports = batch.read_reports(assignment)
    due = assignment.due
    return Row(
        name=assignment.name,
        title=assignment.title,
        due=due.strftime("%Y-%m-%d %H:%M") if due else "",
        exercises=len(exercises) - len(written),
        written=len(written),
        max_score=float(sum(one.points for one in exercises if one not in written)),
        released=released,
        submitted=_submitted(assignment),
        graded=sum(report.status == "graded" for report in reports),
        not_graded=sum(report.status == "not_graded" for report in reports),
        suspicious=tuple(one.student for one in reports if one.status == "suspicious"),
    )


def _submitted(assignment: Assignment) -> int:
    try:
        return len(intake.students(assignment))
    except UserError:
        return 0
