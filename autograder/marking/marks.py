"""Read back from nbgrader's gradebook what a person gave in formgrader."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, Update, bindparam, select

from autograder.courses import nbconfig
from autograder.courses.course import Assignment
from autograder.marking.gradebook_rows import (
    AssignmentRows,
    Tables,
    explained_errors,
    open_engine,
    patiently,
    tables,
)
from autograder.model import Kind
from autograder.views.overlay import Mark

T = TypeVar("T")

MANY = 500
"""more students than these are not named in a query: databases limit its length"""


def manual_marks(
    assignment: Assignment, students: Collection[str] = ()
) -> dict[str, dict[str, Mark]]:
    """Read every mark of an assignment: by student, then by exercise.

    Args:
        assignment: whose exercises they are of.
        students: all of them when there are none.
    """
    return MarkBook(assignment).marks(students)


class MarkBook:
    """The gradebook, opened for one question at a time; what is there is not made."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment

    def marks(self, students: Collection[str]) -> dict[str, dict[str, Mark]]:
        """Read what stands for these students: by student, then by exercise."""
        return self._ask(students, MarkTable.marks) or {}

    def late_penalties(self, students: Collection[str]) -> dict[str, float]:
        """Read the points that lateness costs, of those whom it costs any."""
        return self._ask(students, MarkTable.late) or {}

    def set_late_penalties(self, points: Mapping[str, float]) -> None:
        """Write the points that lateness costs, by student."""
        self._ask(points, lambda table: table.set_late(points))

    def _ask(
        self, students: Collection[str], ask: Callable[["MarkTable"], T]
    ) -> T | None:
        """Ask it, as long as it is busy again; None when there is none."""

        def once() -> T | None:
            with _opened(self.assignment) as opened:
                if opened is None:
                    return None
                return ask(MarkTable(*opened, self.assignment, students))

        return patiently(once, lambda _: None)


@contextmanager
def _opened(assignment: Assignment) -> Iterator[tuple[Connection, Tables] | None]:
    """Open the gradebook for one transaction; None when there is none."""
    engine = open_engine(nbconfig.database(assignment.course.root), create=False)
    if engine is None:
        yield None
        return
    try:
        with explained_errors(), engine.begin() as connection:
            yield connection, tables(connection)
    finally:
        engine.dispose()


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


class MarkTable:
    """What the gradebook holds of one assignment, in one transaction."""

    def __init__(
        self,
        connection: Connection,
        tables: Tables,
        assignment: Assignment,
        students: Collection[str],
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._assignment = assignment
        self._students = students if len(students) <= MANY else ()

    def marks(self) -> dict[str, dict[str, Mark]]:
        """Give every mark: by student, then by exercise."""
        said = {(student, cell): text for student, cell, text in self._comments()}
        marks: dict[str, dict[str, Mark]] = {}
        for student, name, row in self._grades():
            answer = self._assignment.exercise(name).answer_id
            marks.setdefault(student, {})[name] = _mark(
                row, said.get((student, answer))
            )
        return marks

    def late(self) -> dict[str, float]:
        """Give the points that lateness costs, of those whom it costs any."""
        part, whole = self._tables["submitted_notebook"], self._whole
        columns = select(whole.c.student_id, part.c.late_submission_penalty)
        found = columns.join(part, part.c.assignment_id == whole.c.id)
        rows = self._connection.execute(self._narrowed(found))
        return {student: points for student, points in rows if points}

    def set_late(self, points: Mapping[str, float]) -> None:
        """Write what lateness costs these students."""
        part, whole = self._tables["submitted_notebook"], self._whole
        columns = select(whole.c.student_id, part.c.id)
        found = columns.join(part, part.c.assignment_id == whole.c.id)
        rows = [
            {"its_id": notebook, "its_points": points[student] or None}
            for student, notebook in self._connection.execute(self._narrowed(found))
            if student in points
        ]
        change = part.update().where(part.c.id == bindparam("its_id"))
        if rows:
            values = {"late_submission_penalty": bindparam("its_points")}
            self._connection.execute(change.values(values), rows)

    def _grades(self) -> Iterator[tuple[str, str, Any]]:
        """Give student, exercise and row of each grade."""
        known = {exercise.name for exercise in self._assignment.exercises}
        for student, name, row in self._joined("grade"):
            if name in known:
                yield student, name, row

    def _comments(self) -> Iterator[tuple[str, str, str]]:
        """Give student, answer cell and text of each comment of a person."""
        for student, name, row in self._joined("comment"):
            if row.manual_comment:
                yield student, name, row.manual_comment

    @property
    def _whole(self) -> Table:
        return self._tables["submitted_assignment"]

    def _narrowed(self, found: Select[Any]) -> Select[Any]:
        """Keep the assignment's rows, and these students'."""
        assignment, whole = self._tables["assignment"], self._whole
        found = found.join(assignment, assignment.c.id == whole.c.assignment_id)
        found = found.where(assignment.c.name == self._assignment.name)
        if not self._students:
            return found
        return found.where(whole.c.student_id.in_(list(self._students)))

    def _joined(self, name: str) -> Iterator[tuple[str, str, Any]]:
        table, cell = self._tables[name], self._tables["base_cell"]
        part, whole = self._tables["submitted_notebook"], self._whole
        found = (
            select(
                whole.c.student_id.label("its_student"),
                cell.c.name.label("its_cell"),
                table,
            )
            .join(cell, cell.c.id == table.c.cell_id)
            .join(part, part.c.id == table.c.notebook_id)
            .join(whole, whole.c.id == part.c.assignment_id)
        )
        for row in self._connection.execute(self._narrowed(found)):
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
