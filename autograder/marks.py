"""Read back from nbgrader's gradebook what a person gave in formgrader."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from autograder import nbconfig
from autograder.course import Assignment
from autograder.gradebook_rows import Tables, explained_errors, open_engine, tables
from autograder.model import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the gradebook holds of one exercise of one submission."""

    score: float | None
    """a person's, else the automatic one; None while a person is waited for"""
    manual: bool
    """a person gave it"""
    extra_credit: float
    comment: str
    """a person's; empty when there is none"""


def manual_marks(assignment: Assignment) -> dict[str, dict[str, Mark]]:
    """Read every mark of an assignment: by student, then by exercise."""
    engine = open_engine(nbconfig.database(assignment.course.root), create=False)
    if engine is None:
        return {}
    with explained_errors(), engine.begin() as connection:
        read = _Reader(connection, tables(connection), assignment)
        said = {(student, cell): text for student, cell, text in read.comments()}
        marks: dict[str, dict[str, Mark]] = {}
        for student, name, row in read.grades():
            answer = assignment.exercise(name).answer_id
            marks.setdefault(student, {})[name] = _mark(
                row, said.get((student, answer))
            )
    engine.dispose()
    return marks


def written_marks(assignment: Assignment) -> dict[str, dict[str, float | None]]:
    """Read the marks of written questions; None where a person has not decided."""
    written = {one.name for one in assignment.exercises if one.kind is Kind.WRITTEN}
    return {
        student: {name: mark.score for name, mark in marks.items() if name in written}
        for student, marks in manual_marks(assignment).items()
    }


class _Reader:
    """Reads every grade and comment of one assignment."""

    def __init__(
        self, connection: Connection, tables: Tables, assignment: Assignment
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._assignment = assignment

    def grades(self) -> Iterator[tuple[str, str, Any]]:
        """Give student, exercise and row of each grade."""
        known = {exercise.name for exercise in self._assignment.exercises}
        for student, name, row in self._joined("grade"):
            if name in known:
                yield student, name, row

    def comments(self) -> Iterator[tuple[str, str, str]]:
        """Give student, answer cell and text of each comment of a person."""
        for student, name, row in self._joined("comment"):
            if row.manual_comment:
                yield student, name, row.manual_comment

    def _joined(self, name: str) -> Iterator[tuple[str, str, Any]]:
        table, cell = self._tables[name], self._tables["base_cell"]
        part = self._tables["submitted_notebook"]
        whole = self._tables["submitted_assignment"]
        assignment = self._tables["assignment"]
        found = self._connection.execute(
            select(
                whole.c.student_id.label("its_student"),
                cell.c.name.label("its_cell"),
                table,
            )
            .join(cell, cell.c.id == table.c.cell_id)
            .join(part, part.c.id == table.c.notebook_id)
            .join(whole, whole.c.id == part.c.assignment_id)
            .join(assignment, assignment.c.id == whole.c.assignment_id)
            .where(assignment.c.name == self._assignment.name)
        )
        for row in found:
            yield row.its_student, row.its_cell, row


def _mark(row: Any, said: str | None) -> Mark:
    manual = row.manual_score is not None
    return Mark(
        score=row.manual_score if manual else row.auto_score,
        manual=manual,
        extra_credit=row.extra_credit or 0.0,
        comment=said or "",
    )
