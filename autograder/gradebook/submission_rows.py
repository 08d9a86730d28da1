"""The gradebook's rows of students' submissions: grades and comments, in statements.

What belongs to a person (`manual_score`, `manual_comment`) is never written here, and
whether a person is still needed is decided by the UPDATE itself.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Connection, Table, bindparam, case, select

from autograder.gradebook.tables import (
    AssignmentRows,
    RowValues,
    Tables,
    new_id,
    remove_submissions,
)
from autograder.output.gradebook_entry import GradebookEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionIds:
    """Which students, and which of their submissions, have rows."""

    students: frozenset[str]
    submissions: Mapping[str, tuple[str, str]]
    """by student: the ids of the submission and of its notebook"""

    @classmethod
    def read(
        cls, connection: Connection, tables: Tables, rows: AssignmentRows
    ) -> "SubmissionIds":
        """Read which there are of an assignment."""
        whole, part = tables["submitted_assignment"], tables["submitted_notebook"]
        found = connection.execute(
            select(whole.c.student_id, whole.c.id, part.c.id)
            .join(part, part.c.assignment_id == whole.c.id)
            .where(part.c.notebook_id == rows.notebook)
        )
        students = connection.execute(select(tables["student"].c.id)).scalars()
        return cls(
            students=frozenset(students),
            submissions={
                student: (submission, notebook)
                for student, submission, notebook in found
            },
        )


class SubmissionWriter:
    """Writes submissions' rows in one transaction; afterwards `ids` says which are."""

    def __init__(
        self,
        connection: Connection,
        tables: Tables,
        rows: AssignmentRows,
        known: SubmissionIds,
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._rows = rows
        self._students = set(known.students)
        self._submissions = dict(known.submissions)

    @property
    def ids(self) -> SubmissionIds:
        """Give which students and submissions have rows, if the transaction ends so."""
        return SubmissionIds(
            students=frozenset(self._students), submissions=self._submissions
        )

    def remove_all_but(self, students: Collection[str]) -> None:
        """Remove the submissions of all other students."""
        self._submissions = {name: self._submissions[name] for name in students}
        remove_submissions(
            self._connection, self._tables, self._rows, self._submissions
        )

    def write(
        self, entry: GradebookEntry, changed: set[str], came: datetime | None
    ) -> None:
        """Write one submission's rows.

        Args:
            entry: what they say.
            changed: the written questions whose answer a person has not seen.
            came: the moment that formgrader compares, in UTC without an offset.
        """
        is_new = entry.student not in self._submissions
        if is_new:
            self._submissions[entry.student] = self._add_submission(entry.student)
        submission, notebook = self._submissions[entry.student]
        table = self._tables["submitted_assignment"]
        self._connection.execute(
            table.update().where(table.c.id == submission), {"timestamp": came}
        )
        known = {} if is_new else self._ids_by_cell(notebook)
        self._write_grades(notebook, list(self._grades(entry, changed)), known)
        self._write_comments(notebook, list(self._comments(entry)), known)

    def _add_submission(self, student: str) -> tuple[str, str]:
        submission, notebook = new_id(), new_id()
        if student not in self._students:
            self._execute(self._tables["student"].insert(), [{"id": student}])
            self._students.add(student)
        whole: RowValues = {
            "id": submission,
            "assignment_id": self._rows.assignment,
            "student_id": student,
        }
        part: RowValues = {
            "id": notebook,
            "assignment_id": submission,
            "notebook_id": self._rows.notebook,
            "flagged": False,
        }
        self._execute(self._tables["submitted_assignment"].insert(), [whole])
        self._execute(self._tables["submitted_notebook"].insert(), [part])
        return submission, notebook

    def _grades(self, entry: GradebookEntry, changed: set[str]) -> Iterator[RowValues]:
        for name, values in entry.grades.items():
            waits = values.auto_score is None
            yield {
                "cell_id": self._rows.grade_cells[name],
                "auto_score": values.auto_score,
                "needs_manual_grade": waits,
                "marked_another": waits and name in changed,
                "extra_credit": values.extra_credit,
            }

    def _comments(self, entry: GradebookEntry) -> Iterator[RowValues]:
        for answer, text in entry.comments.items():
            yield {"cell_id": self._rows.solution_cells[answer], "auto_comment": text}

    def _write_grades(
        self, notebook: str, rows: Sequence[RowValues], known: Mapping[str, str]
    ) -> None:
        table = self._tables["grade"]
        unmarked = table.c.manual_score.is_(None)
        change = table.update().where(table.c.id == bindparam("old_id"))
        changes = _changes(rows, known)
        self._execute(table.insert(), _new_rows(table, rows, known, notebook))
        self._execute(
            change.values(
                auto_score=bindparam("new_auto_score"),
                # Decided by the database: formgrader may write at the same time.
                needs_manual_grade=case(
                    (unmarked, bindparam("new_needs_manual_grade")),
                    # A person who is asked to look again stays asked.
                    (bindparam("new_marked_another"), sql.true()),
                    else_=table.c.needs_manual_grade,
                ),
            ),
            changes,
        )
        # Extra credit of other exercises is nobody's but a person's.
        bonus = [row for row in changes if row["new_cell_id"] in self._rows.bonus_cells]
        self._execute(
            change.where(unmarked).values(extra_credit=bindparam("new_extra_credit")),
            bonus,
        )

    def _write_comments(
        self, notebook: str, rows: Sequence[RowValues], known: Mapping[str, str]
    ) -> None:
        table = self._tables["comment"]
        change = table.update().where(table.c.id == bindparam("old_id"))
        self._execute(table.insert(), _new_rows(table, rows, known, notebook))
        self._execute(
            change.values(auto_comment=bindparam("new_auto_comment")),
            _changes(rows, known),
        )

    def _ids_by_cell(self, notebook: str) -> dict[str, str]:
        """Give the ids of a submission's grades and comments, by cell."""
        ids: dict[str, str] = {}
        cells_by_table = {
            "grade": self._rows.grade_cells.values(),
            "comment": self._rows.solution_cells.values(),
        }
        for name, cells in cells_by_table.items():
            table = self._tables[name]
            found = self._connection.execute(
                select(table.c.cell_id, table.c.id).where(
                    # Both columns, in this order, are nbgrader's index.
                    table.c.cell_id.in_(list(cells)),
                    table.c.notebook_id == notebook,
                )
            )
            ids |= {row.cell_id: row.id for row in found}
        return ids

    def _execute(self, statement: Any, rows: Sequence[RowValues]) -> None:
        # An empty list would be one row without values.
        if rows:
            self._connection.execute(statement, rows)


def _new_rows(
    table: Table, rows: Sequence[RowValues], known: Mapping[str, str], notebook: str
) -> list[RowValues]:
    """Give the rows of cells that have none yet, as they are inserted."""
    return [
        {name: value for name, value in row.items() if name in table.c}
        | {"id": new_id(), "notebook_id": notebook}
        for row in rows
        if row["cell_id"] not in known
    ]


def _changes(rows: Sequence[RowValues], known: Mapping[str, str]) -> list[RowValues]:
    """Give the values of cells that have a row, by the names that an UPDATE binds."""
    # Not by the columns' names: SQLAlchemy would set every column that is named.
    return [
        {f"new_{name}": value for name, value in row.items()}
        | {"old_id": known[row["cell_id"]]}
        for row in rows
        if row["cell_id"] in known
    ]
