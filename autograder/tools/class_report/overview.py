"""One row an assignment: what was released, handed in and graded."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from autograder.common.errors import UserError
from autograder.course.course import Assignment, Course
from autograder.course.report_store import read_reports
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
        holds = {
            "released": self.released,
            "unreleased": not self.released,
            "graded": self.graded,
            "ungraded": done < self.submitted,
            "not_graded": self.not_graded,
            "suspicious": self.suspicious,
            "unreadable": self.unreadable,
        }
        return {status for status, is_so in holds.items() if is_so}


def describe_assignments(
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
    # Each is asked for first: an unknown name is an error, and no empty list.
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
    # They are read off the release: before it there are none.
    exercises = assignment.exercises if released else ()
    written = [exercise for exercise in exercises if exercise.kind is Kind.WRITTEN]
    students_by_status: dict[str, list[str]] = defaultdict(list)
    for report in read_reports(assignment.report_store):
        students_by_status[report.status].append(report.student)
    due = ""
    if assignment.due:
        due = assignment.due.isoformat(" ", "minutes")
    return AssignmentOverview(
        name=assignment.name,
        title=assignment.title,
        due=due,
        exercises=len(exercises) - len(written),
        written=len(written),
        max_score=float(
            sum(exercise.points for exercise in exercises if exercise not in written)
        ),
        released=released,
        submitted=_submitted(assignment),
        graded=len(students_by_status["graded"]),
        not_graded=len(students_by_status["not_graded"]),
        suspicious=tuple(students_by_status["suspicious"]),
        unreadable=len(students_by_status["unreadable"]),
    )


def _submitted(assignment: Assignment) -> int:
    try:
        return len(intake.submitting_students(assignment))
    except UserError:  # nobody handed anything in
        return 0
