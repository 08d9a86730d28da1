"""Write what grading came to into nbgrader's gradebook; read a person's marks back.

Theory of operation: nbgrader's own way costs 69 ms a submission and an import of two
seconds, so rows are written with plain statements, one transaction for each `record`.
formgrader may write at the same time: a busy database is asked again. What belongs to a
person (`manual_score`, `manual_comment`) is never written here, and whether a person is
still needed is decided by the UPDATE itself.

formgrader shows a submission when its rows exist, when its timestamp equals that in
`submitted/`, and when `autograded/<student>/<assignment>/<notebook>.ipynb` exists.
"""

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import sqlalchemy as sql
from sqlalchemy import Connection, Engine, bindparam, case, select

from autograder.courses import nbconfig
from autograder.courses.course import Assignment
from autograder.courses.moments import read_nbgrader_time
from autograder.errors import UserError
from autograder.files import remove_leftovers, write_whole
from autograder.marking.gradebook_rows import (
    Row,
    Tables,
    bring_up_to_date,
    new_id,
    open_engine,
    patiently,
    remove,
    tables,
)
from autograder.marking.marks import Kept, MarkTable
from autograder.views.entry import Entry, written_answers
from autograder.views.overlay import Mark
from autograder.words import visible

_TIMESTAMP_BYTES = 200

T = TypeVar("T")


class Gradebook:
    """The gradebook, open for recording submissions of one assignment."""

    def __init__(
        self, assignment: Assignment, *, say: Callable[[str], None] = lambda _: None
    ) -> None:
        """Open it, and make it when there is none; `say` hears what we wait for."""
        self.assignment = assignment
        self._say = say
        self._added: dict[str, tuple[str, str]] = {}
        self._database = nbconfig.database(assignment.course.root)
        self._engine = patiently(self._open, say)
        self._tables: Tables = {}
        patiently(self._read, say)

    def _open(self) -> Engine:
        engine = open_engine(self._database, create=True, wait=1)
        assert engine is not None
        return engine

    def _read(self) -> None:
        with self._engine.begin() as connection:
            self._tables = tables(connection)
            self._rows = bring_up_to_date(
                connection, self._tables, self.assignment, self._database.course_id
            )
            self._students = self._read_students(connection)
            self._submissions = self._read_submissions(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.dispose()

    def record(self, *entries: Entry) -> None:
        """Write these submissions' rows, in one transaction, and what people see.

        A person's scores and comments stay. A written answer that changed since a
        person marked it asks for that person again, as nbgrader does.
        """
        for one in entries:
            _refuse_odd_name(one.student)
        changed = [self._changed_answers(one) for one in entries]

        def write(connection: Connection) -> None:
            for one, its_changed in zip(entries, changed, strict=True):
                self._write_rows(connection, one, its_changed)

        self._transact(write)
        for one in entries:
            self.show(one)

    def rebuild(
        self, students: Collection[str], entry_of: Callable[[str], Entry]
    ) -> None:
        """Write all rows of the assignment anew, in one transaction.

        What people gave is read first and put back. Submissions of others go, unless
        a person gave something for them.
        """

        def write(connection: Connection) -> None:
            kept = Kept.read(connection, self._tables, self._rows)
            marked = kept.students - set(students)
            stays = {student: self._submissions[student] for student in marked}
            remove(connection, self._tables, self._rows, stays)
            self._submissions = stays
            for student in students:
                self._write_rows(connection, entry_of(student), set())
            kept.put_back(connection, self._tables, self._added)

        before = self._submissions
        try:
            self._transact(write)
        except BaseException:
            self._submissions = before
            raise

    def marks(self, students: Collection[str]) -> dict[str, dict[str, Mark]]:
        """Read what stands for these students: by student, then by exercise."""
        return self._ask(students, MarkTable.marks)

    def late_penalties(self, students: Collection[str]) -> dict[str, float]:
        """Read the points that lateness costs, of those whom it costs any."""
        return self._ask(students, MarkTable.late)

    def set_late_penalties(self, points: Mapping[str, float]) -> None:
        """Write the points that lateness costs, by student."""
        self._ask(points, lambda table: table.set_late(points))

    def _ask(self, students: Collection[str], ask: Callable[[MarkTable], T]) -> T:
        def once() -> T:
            with self._engine.begin() as connection:
                return ask(
                    MarkTable(connection, self._tables, self.assignment, students)
                )

        return patiently(once, self._say)

    def is_shown(self, student: str) -> bool:
        """Tell whether formgrader has a notebook to show."""
        return self._shown_path(student).is_file()

    # ------------------------------------------------------------------ the rows

    def _transact(self, write: Callable[[Connection], None]) -> None:
        """Do it in one transaction; again, as long as the database is busy."""

        def once() -> None:
            self._added = {}
            with self._engine.begin() as connection:
                write(connection)
            self._submissions = {**self._submissions, **self._added}
            self._students |= self._added.keys()

        patiently(once, self._say)

    def _write_rows(
        self, connection: Connection, entry: Entry, changed: set[str]
    ) -> None:
        student = entry.student
        is_new = student not in self._submissions
        if is_new:
            self._added[student] = self._add_submission(connection, student)
        ids = self._added if is_new else self._submissions
        submission, notebook = ids[student]
        table = self._tables["submitted_assignment"]
        connection.execute(
            table.update().where(table.c.id == submission),
            {"timestamp": read_nbgrader_time(self._timestamp(student))},
        )
        known = {} if is_new else self._ids(connection, notebook)
        grades, comments = self._grades(entry, changed), self._comments(entry)
        self._write_grades(connection, notebook, list(grades), known)
        self._write_comments(connection, notebook, list(comments), known)

    def _add_submission(self, connection: Connection, student: str) -> tuple[str, str]:
        submission, notebook = new_id(), new_id()
        if student not in self._students:
            connection.execute(self._tables["student"].insert(), {"id": student})
        whole: Row = {
            "id": submission,
            "assignment_id": self._rows.assignment,
            "student_id": student,
        }
        part: Row = {
            "id": notebook,
            "assignment_id": submission,
            "notebook_id": self._rows.notebook,
            "flagged": False,
        }
        connection.execute(self._tables["submitted_assignment"].insert(), whole)
        connection.execute(self._tables["submitted_notebook"].insert(), part)
        return submission, notebook

    def _grades(self, entry: Entry, changed: set[str]) -> Iterator[Row]:
        for name, values in entry.grades.items():
            waits = values.auto_score is None
            yield {
                "cell_id": self._rows.grade_cells[name],
                "auto_score": values.auto_score,
                "needs_manual_grade": waits,
                "marked_another": waits and name in changed,
                "extra_credit": values.extra_credit,
            }

    def _comments(self, entry: Entry) -> Iterator[Row]:
        for answer, text in entry.comments.items():
            yield {"cell_id": self._rows.solution_cells[answer], "auto_comment": text}

    def _write_grades(
        self,
        connection: Connection,
        notebook: str,
        rows: Sequence[Row],
        known: Mapping[str, str],
    ) -> None:
        table = self._tables["grade"]
        new = [
            {**_without(row, "marked_another"), "id": new_id(), "notebook_id": notebook}
            for row in rows
            if row["cell_id"] not in known
        ]
        old = [
            {f"new_{name}": value for name, value in row.items()}
            | {"old_id": known[row["cell_id"]]}
            for row in rows
            if row["cell_id"] in known
        ]
        unmarked = table.c.manual_score.is_(None)
        change = table.update().where(table.c.id == bindparam("old_id"))
        change = change.values(
            auto_score=bindparam("new_auto_score"),
            needs_manual_grade=case(
                (unmarked, bindparam("new_needs_manual_grade")),
                # A person who is asked to look again stays asked.
                (bindparam("new_marked_another"), sql.true()),
                else_=table.c.needs_manual_grade,
            ),
        )
        _execute(connection, table.insert(), new)
        _execute(connection, change, old)
        bonus = [row for row in old if row["new_cell_id"] in self._bonus_cells]
        change = table.update().where(table.c.id == bindparam("old_id"), unmarked)
        _execute(
            connection, change.values(extra_credit=bindparam("new_extra_credit")), bonus
        )

    def _write_comments(
        self,
        connection: Connection,
        notebook: str,
        rows: Sequence[Row],
        known: Mapping[str, str],
    ) -> None:
        table = self._tables["comment"]
        new = [
            {**row, "id": new_id(), "notebook_id": notebook}
            for row in rows
            if row["cell_id"] not in known
        ]
        old = [
            {"old_id": known[row["cell_id"]], "new_comment": row["auto_comment"]}
            for row in rows
            if row["cell_id"] in known
        ]
        change = table.update().where(table.c.id == bindparam("old_id"))
        _execute(connection, table.insert(), new)
        _execute(connection, change.values(auto_comment=bindparam("new_comment")), old)

    def _ids(self, connection: Connection, notebook: str) -> dict[str, str]:
        """Give the ids of a submission's grades and comments, by cell."""
        ids: dict[str, str] = {}
        cells = {
            "grade": self._rows.grade_cells.values(),
            "comment": self._rows.solution_cells.values(),
        }
        for name, its_cells in cells.items():
            table = self._tables[name]
            found = connection.execute(
                select(table.c.cell_id, table.c.id).where(
                    # Both columns, in this order, are nbgrader's index.
                    table.c.cell_id.in_(list(its_cells)),
                    table.c.notebook_id == notebook,
                )
            )
            ids |= {row.cell_id: row.id for row in found}
        return ids

    @cached_property
    def _bonus_cells(self) -> set[str]:
        return {
            self._rows.grade_cells[exercise.name]
            for exercise in self.assignment.exercises
            if exercise.bonus
        }

    def _read_students(self, connection: Connection) -> set[str]:
        return set(connection.execute(select(self._tables["student"].c.id)).scalars())

    def _read_submissions(self, connection: Connection) -> dict[str, tuple[str, str]]:
        """Give the ids of each student's submission and its notebook."""
        whole = self._tables["submitted_assignment"]
        part = self._tables["submitted_notebook"]
        found = connection.execute(
            select(whole.c.student_id, whole.c.id, part.c.id)
            .join(part, part.c.assignment_id == whole.c.id)
            .where(part.c.notebook_id == self._rows.notebook)
        )
        return {
            student: (submission, notebook) for student, submission, notebook in found
        }

    # ----------------------------------------------------------------- the files

    def show(self, entry: Entry) -> None:
        """Write the notebook that formgrader shows, and when it was handed in."""
        student = entry.student
        folder = self._folder("autograded", student)
        remove_leftovers(folder)
        write_whole(self._shown_path(student), entry.shown)
        when = self._timestamp(student)
        if when:
            write_whole(folder / "timestamp.txt", when)
        else:
            (folder / "timestamp.txt").unlink(missing_ok=True)

    def _shown_path(self, student: str) -> Path:
        return self._folder("autograded", student) / f"{self.assignment.notebook}.ipynb"

    def _folder(self, step: str, student: str) -> Path:
        return self.assignment.course.root / step / student / self.assignment.name

    def _timestamp(self, student: str) -> str:
        """Give the text by which formgrader tells whether a submission is newer."""
        path = self._folder("submitted", student) / "timestamp.txt"
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(handle, "rb") as file:
                return file.read(_TIMESTAMP_BYTES).decode("ascii", "replace").strip()
        except OSError:
            return ""

    def _changed_answers(self, entry: Entry) -> set[str]:
        """Name the written questions whose answer is not the one a person saw."""
        try:
            text = self._shown_path(entry.student).read_text("utf-8")
            before = written_answers(self.assignment, json.loads(text))
        except FileNotFoundError:
            before = {}
        except (OSError, ValueError, KeyError, TypeError):
            return set(entry.answers)  # what they saw is lost, so they look again
        if not before and self._was_another_file(entry):
            return set(entry.answers)  # nbgrader removes it, to grade it anew
        return {
            name
            for name, now in entry.answers.items()
            if name in before and before[name] != now
        }

    def _was_another_file(self, entry: Entry) -> bool:
        """Tell whether the Report that stands is about another file than this."""
        path = self.assignment.reports / f"{entry.student}.json"
        try:
            report = json.loads(path.read_bytes())
            return bool(report["submission"]["sha256"] != entry.file)
        except FileNotFoundError:
            return False
        except (OSError, ValueError, KeyError, TypeError):
            return True


def _without(row: Row, name: str) -> Row:
    return {key: value for key, value in row.items() if key != name}


def _execute(connection: Connection, statement: Any, rows: list[Row]) -> None:
    if rows:
        connection.execute(statement, rows)


def _refuse_odd_name(student: str) -> None:
    if student in ("", ".", "..") or {"/", "\0"} & set(student):
        raise UserError(f"`{visible(student, 80)}` cannot name a folder")
