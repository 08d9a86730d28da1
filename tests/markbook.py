"""Questions to the gradebook that only tests ask."""

from collections.abc import Collection, Mapping

from autograder.course.course import Assignment
from autograder.gradebook.marks import MarkBook, MarkTable, read_marks
from autograder.model import Kind


def written_marks(assignment: Assignment) -> dict[str, dict[str, float | None]]:
    """Read the marks of written questions; None where a person has not decided."""
    written = {one.name for one in assignment.exercises if one.kind is Kind.WRITTEN}
    return {
        student: {name: mark.score for name, mark in marks.items() if name in written}
        for student, marks in read_marks(assignment).items()
    }


def late_penalties(
    assignment: Assignment, students: Collection[str] = ()
) -> dict[str, float]:
    """Read the points that lateness costs, of those whom it costs any."""
    book = MarkBook(assignment)
    return book.ask_marks(students, MarkTable.read_late_penalties, absent={})


def set_late_penalties(assignment: Assignment, points: Mapping[str, float]) -> None:
    """Write the points that lateness costs, as nbgrader's plugin does."""
    MarkBook(assignment).ask_marks(
        points, lambda table: table.write_late_penalties(points), absent=None
    )
