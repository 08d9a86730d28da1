"""Read back from nbgrader's gradebook what a person gave in formgrader."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Select, Table, Update, bindparam, select

from autograder.course import nbgrader_settings
from autograder.course.course import Assignment
from autograder.gradebook.tables import (
    AssignmentRows,
    Tables,
    explain_database_errors,
    open_engine,
    read_tables,
    retry_while_busy,
)
from autograder.output.apply_marks import Mark

T = TypeVar("T")

MANY = 500
"""more students than these are not named in a query: databases limit its length"""


def read_marks(
    assignment: Assignment, students: Collection[str] = ()
) -> dict[str, dict[str, Mark]]:
    """Read every mark of an assignment: by student, then by exercise.

    Args:
        assignment: whose exercises they are of.
        students: all of them when there are none.
    """
    return MarkBook(assignment).ask_marks(students, MarkTable.read_marks, absent={})


class MarkLender(Protocol):
    """A gradebook that lends its connection to who asks for marks."""

    assignment: Assignment

    def ask_marks(
        self,
        students: Collection[str],
        ask: Callable[["MarkTable"], T],
        *,
        absent: T,
    ) -> T:
        """Ask for something of these students' marks, in one transaction.

        Args:
            students: whose they are; all when there are none.
            ask: what is asked, again as long as the gradebook is busy.
            absent: the answer where there is no gradebook.
        """


class MarkBook:
    """The gradebook, opened for one question at a time; what is there is not made."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment

    def ask_marks(
        self,
        students: Collection[str],
        ask: Callable[["MarkTable"], T],
        *,
        absent: T,
    ) -> T:
        """Ask for something of these students' marks: `MarkLender`."""

        def ask_once() -> T:
            with _opened(self.assignment) as opened:
                if opened is None:
                    return absent
                return ask(MarkTable(*opened, self.assignment, students))

        return retry_while_busy(ask_once, lambda _: None)


@contextmanager
def _opened(assignment: Assignment) -> Iterator[tuple[Connection, Tables] | None]:
    """Open the gradebook for one transaction; None when there is none."""
    engine = open_engine(
        nbgrader_settings.find_database(assignment.course.root), create=False
    )
    if engine is None:
        yield None
        return
    try:
        with explain_database_errors(), engine.begin() as connection:
            yield connection, read_tables(connection)
    finally:
        engine.dispose()


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
        self._students = students

    def read_marks(self) -> dict[str, dict[str, Mark]]:
        """Give every mark: by student, then by exercise."""
        comments = {(student, cell): text for student, cell, text in self._comments()}
        marks: dict[str, dict[str, Mark]] = {}
        for student, name, row in self._grades():
            # A score belongs to the grade cell, a comment to the one answered in.
            answer = self._assignment.exercise(name).answer_id
            mark = _mark(row, comments.get((student, answer), ""))
            marks.setdefault(student, {})[name] = mark
        return marks

    def read_late_penalties(self) -> dict[str, float]:
        """Give the points that lateness costs, of those whom it costs any."""
        part, whole = self._tables["submitted_notebook"], self._whole
        columns = select(whole.c.student_id, part.c.late_submission_penalty)
        found = columns.join(part, part.c.assignment_id == whole.c.id)
        rows = self._connection.execute(self._narrowed(found))
        return {student: points for student, points in rows if points}

    def write_late_penalties(self, points: Mapping[str, float]) -> None:
        """Write what lateness costs these students."""
        part, whole = self._tables["submitted_notebook"], self._whole
        columns = select(whole.c.student_id, part.c.id)
        found = columns.join(part, part.c.assignment_id == whole.c.id)
        rows = [
            # nbgrader writes that nothing is lost as NULL.
            {"of_notebook": notebook, "new_penalty": points[student] or None}
            for student, notebook in self._connection.execute(self._narrowed(found))
            if student in points
        ]
        change = part.update().where(part.c.id == bindparam("of_notebook"))
        if rows:
            values = {"late_submission_penalty": bindparam("new_penalty")}
            self._connection.execute(change.values(values), rows)

    def _grades(self) -> Iterator[tuple[str, str, Any]]:
        """Give student, exercise and row of each grade."""
        # What a later release lost keeps its rows until somebody grades again.
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
        # A query of very many names is refused; then we read what nobody asked for.
        if not self._students or len(self._students) > MANY:
            return found
        return found.where(whole.c.student_id.in_(list(self._students)))

    def _joined(self, name: str) -> Iterator[tuple[str, str, Any]]:
        table, cell = self._tables[name], self._tables["base_cell"]
        part, whole = self._tables["submitted_notebook"], self._whole
        found = (
            select(
                whole.c.student_id.label("student_of"),
                cell.c.name.label("cell_name"),
                table,
            )
            .join(cell, cell.c.id == table.c.cell_id)
            .join(part, part.c.id == table.c.notebook_id)
            .join(whole, whole.c.id == part.c.assignment_id)
        )
        for row in self._connection.execute(self._narrowed(found)):
            yield row.student_of, row.cell_name, row


def _mark(row: Any, comment: str) -> Mark:
    is_manual = row.manual_score is not None
    # nbgrader leaves the score of an answer that changed, and asks for a person again.
    return Mark(
        score=row.manual_score if is_manual else row.auto_score,
        manual=is_manual,
        extra_credit=row.extra_credit or 0.0,
        comment=comment,
        again=is_manual and bool(row.needs_manual_grade),
    )


@dataclass(frozen=True, slots=True)
class ManualMarks:
    """What people gave of an assignment, to be put back after its rows are replaced."""

    grades: tuple[Any, ...]
    """rows with student_id and cell_id"""
    comments: tuple[Any, ...]

    @classmethod
    def read(
        cls, connection: Connection, tables: Tables, rows: AssignmentRows
    ) -> "ManualMarks":
        """Read scores, extra credit and comments of people."""
        grade, comment = tables["grade"], tables["comment"]
        bonus = grade.c.extra_credit.is_not(None) & (grade.c.extra_credit != 0)
        scored = grade.c.manual_score.is_not(None) | bonus
        commented = comment.c.manual_comment.is_not(None)
        grades = _select_of(tables, rows, "grade").where(scored)
        comments = _select_of(tables, rows, "comment").where(commented)
        return cls(
            tuple(connection.execute(grades)), tuple(connection.execute(comments))
        )

    @property
    def students(self) -> set[str]:
        """Name those for whom a person gave something."""
        scored = {row.student_of for row in self.grades if row.manual_score is not None}
        return scored | {row.student_of for row in self.comments}

    def put_back(
        self,
        connection: Connection,
        tables: Tables,
        submissions: Mapping[str, tuple[str, str]],
    ) -> None:
        """Write them into the new rows; `submissions` gives these by student."""
        for row in self.grades:
            if row.student_of in submissions:
                _, notebook = submissions[row.student_of]
                self._put_grade(connection, tables["grade"], row, notebook)
        for row in self.comments:
            if row.student_of in submissions:
                _, notebook = submissions[row.student_of]
                values = {"manual_comment": row.manual_comment}
                change = _update_of(tables["comment"], row, notebook)
                connection.execute(change.values(values))

    def _put_grade(
        self, connection: Connection, table: Table, row: Any, notebook: str
    ) -> None:
        change = _update_of(table, row, notebook)
        if row.manual_score is not None:
            values = {
                "manual_score": row.manual_score,
                "needs_manual_grade": row.needs_manual_grade,
                "extra_credit": row.extra_credit,
            }
            connection.execute(change.values(values))
        else:
            # Extra credit that was earned is in the Report; what a person gave is not.
            unearned = table.c.extra_credit.is_(None)
            given = {"extra_credit": row.extra_credit}
            connection.execute(change.where(unearned).values(given))


def _update_of(table: Table, row: Any, notebook: str) -> Update:
    return table.update().where(
        table.c.cell_id == row.cell_id, table.c.notebook_id == notebook
    )


def _select_of(tables: Tables, rows: AssignmentRows, name: str) -> Select[Any]:
    """Select an assignment's grades or comments, with the student of each."""
    table, part = tables[name], tables["submitted_notebook"]
    whole = tables["submitted_assignment"]
    return (
        select(whole.c.student_id.label("student_of"), table)
        .join(part, part.c.id == table.c.notebook_id)
        .join(whole, whole.c.id == part.c.assignment_id)
        .where(whole.c.assignment_id == rows.assignment)
    )
