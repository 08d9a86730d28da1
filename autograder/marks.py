"""Read back from nbgrader's gradebook what a person gave in formgrader."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, Update, select

from autograder import nbconfig
from autograder.course import Assignment
from autograder.gradebook_rows import (
    AssignmentRows,
    Tables,
    explained_errors,
    open_engine,
    tables,
)
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
    again: bool = False
    """its answer changed since a person gave the score"""


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


@dataclass(frozen=True, slots=True)
class Kept:
    """What people gave of an assignment, to be put back after its rows are replaced."""

    grades: tuple[Any, ...]
    """rows with student_id and cell_id"""
    comments: tuple[Any, ...]

    @classmethod
    def read(
        cls, connection: Connection, tables: Tables, rows: AssignmentRows
    ) -> "Kept":
        """Read scores, extra credit and comments of people."""
        grade, comment = tables["grade"], tables["comment"]
        bonus = grade.c.extra_credit.is_not(None) & (grade.c.extra_credit != 0)
        given = grade.c.manual_score.is_not(None) | bonus
        said = comment.c.manual_comment.is_not(None)
        return cls(
            tuple(connection.execute(_of(tables, rows, "grade").where(given))),
            tuple(connection.execute(_of(tables, rows, "comment").where(said))),
        )

    @property
    def students(self) -> set[str]:
        """Name those for whom a person gave something."""
        scored = {
            row.its_student for row in self.grades if row.manual_score is not None
        }
        return scored | {row.its_student for row in self.comments}

    def put_back(
        self,
        connection: Connection,
        tables: Tables,
        submissions: Mapping[str, tuple[str, str]],
    ) -> None:
        """Write them into the new rows; `submissions` gives these by student."""
        for row in self.grades:
            if row.its_student in submissions:
                _, notebook = submissions[row.its_student]
                self._put_grade(connection, tables["grade"], row, notebook)
        for row in self.comments:
            if row.its_student in submissions:
                _, notebook = submissions[row.its_student]
                values = {"manual_comment": row.manual_comment}
                change = _one(tables["comment"], row, notebook)
                connection.execute(change.values(values))

    def _put_grade(
        self, connection: Connection, table: Table, row: Any, notebook: str
    ) -> None:
        change = _one(table, row, notebook)
        if row.manual_score is not None:
            values = {
                "manual_score": row.manual_score,
                "needs_manual_grade": row.needs_manual_grade,
                "extra_credit": row.extra_credit,
            }
            connection.execute(change.values(values))
        else:  # a bonus that was earned is in the Report; one that was given is not
            unearned = table.c.extra_credit.is_(None)
            given = {"extra_credit": row.extra_credit}
            connection.execute(change.where(unearned).values(given))


def _one(table: Table, row: Any, notebook: str) -> Update:
    return table.update().where(
        table.c.cell_id == row.cell_id, table.c.notebook_id == notebook
    )


def _of(tables: Tables, rows: AssignmentRows, name: str) -> Select[Any]:
    """Select an assignment's grades or comments, with the student of each."""
    table, part = tables[name], tables["submitted_notebook"]
    whole = tables["submitted_assignment"]
    return (
        select(whole.c.student_id.label("its_student"), table)
        .join(part, part.c.id == table.c.notebook_id)
        .join(whole, whole.c.id == part.c.assignment_id)
        .where(whole.c.assignment_id == rows.assignment)
    )


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
        again=manual and bool(row.needs_manual_grade),
    )
