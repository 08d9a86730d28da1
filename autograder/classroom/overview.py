"""One row an assignment: what was released, handed in and graded."""

from collections.abc import Collection
from dataclasses import dataclass

from autograder.courses.course import Assignment, Course
from autograder.courses.reports import read_reports
from autograder.errors import UserError
from autograder.model import Kind
from autograder.submissions import intake


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentOverview:
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
    unreadable: int = 0
    """Reports of which nothing could be graded"""

    @property
    def statuses(self) -> set[str]:
        """Say how it stands, in the words of `autograder list --status`."""
        waiting = len(self.suspicious) + self.unreadable
        done = self.graded + self.not_graded + waiting
        return {
            "released" if self.released else "unreleased",
            *(["graded"] if self.graded else []),
            *(["ungraded"] if done < self.submitted else []),
            *(["not_graded"] if self.not_graded else []),
            *(["suspicious"] if self.suspicious else []),
            *(["unreadable"] if self.unreadable else []),
        }


def rows(
    course: Course, names: Collection[str] = (), statuses: Collection[str] = ()
) -> list[AssignmentOverview]:
    """Describe assignments of a course, those due first in front.

    One where something is suspicious stands before all others.

    Args:
        course: whose assignments they are.
        names: of the assignments; all of them when empty.
        statuses: only those that stand in one of these ways; see `Row.statuses`.

    Raises:
        UserError: there is no assignment of such a name.
    """
    wanted = [course.assignment(name).name for name in names]
    described = [
        _row(course.assignment(name))
        for name in course.names()
        if not wanted or name in wanted
    ]
    chosen = [row for row in described if not statuses or row.statuses & set(statuses)]
    return sorted(chosen, key=lambda row: not row.suspicious)


def _row(assignment: Assignment) -> AssignmentOverview:
    released = assignment.release_notebook.is_file()
    exercises = assignment.exercises if released else ()
    written = [one for one in exercises if one.kind is Kind.WRITTEN]
    reports = read_reports(assignment)
    due = assignment.due
    return AssignmentOverview(
        name=assignment.name,
        title=assignment.title,
        due=due.isoformat(" ", "minutes") if due else "",
        exercises=len(exercises) - len(written),
        written=len(written),
        max_score=float(sum(one.points for one in exercises if one not in written)),
        released=released,
        submitted=_submitted(assignment),
        graded=sum(report.status == "graded" for report in reports),
        not_graded=sum(report.status == "not_graded" for report in reports),
        suspicious=tuple(one.student for one in reports if one.status == "suspicious"),
        unreadable=sum(report.status == "unreadable" for report in reports),
    )


def _submitted(assignment: Assignment) -> int:
    try:
        return len(intake.students(assignment))
    except UserError:
        return 0
