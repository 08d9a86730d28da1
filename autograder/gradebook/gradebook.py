"""Write what grading came to into nbgrader's gradebook; read a person's marks back.

Theory of operation: nbgrader's own way costs 69 ms a submission and an import of two
seconds, so rows are written with plain statements, one transaction for each `record`.
formgrader may write at the same time: a busy database is asked again.

formgrader shows a submission when its rows exist (`submission_rows`), when its
timestamp equals that in `submitted/`, and when
`autograded/<student>/<assignment>/<notebook>.ipynb` exists (`formgrader_files`).
"""

from collections.abc import Callable, Collection
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine

from autograder.common.errors import UserError
from autograder.common.text import make_visible
from autograder.course import nbgrader_settings
from autograder.course.course import Assignment
from autograder.course.moments import read_nbgrader_time
from autograder.gradebook.formgrader_files import FormgraderFiles
from autograder.gradebook.marks import ManualMarks, MarkTable
from autograder.gradebook.submission_rows import SubmissionIds, SubmissionWriter
from autograder.gradebook.tables import (
    Tables,
    bring_up_to_date,
    open_engine,
    read_tables,
    retry_while_busy,
)
from autograder.output.gradebook_entry import GradebookEntry

T = TypeVar("T")


class Gradebook:
    """The gradebook, open for recording submissions of one assignment."""

    def __init__(
        self, assignment: Assignment, *, say: Callable[[str], None] = lambda _: None
    ) -> None:
        """Open it, and make it when there is none; `say` hears what we wait for."""
        self.assignment = assignment
        self.files = FormgraderFiles(assignment)
        self._say = say
        self._database = nbgrader_settings.find_database(assignment.course.root)
        self._engine = retry_while_busy(self._open, say)
        self._tables: Tables = {}
        retry_while_busy(self._read, say)

    def _open(self) -> Engine:
        # A short wait each time: SQLite is deaf to Ctrl-C while it waits by itself.
        engine = open_engine(self._database, create=True, wait=1)
        assert engine is not None
        return engine

    def _read(self) -> None:
        with self._engine.begin() as connection:
            self._tables = read_tables(connection)
            self._rows = bring_up_to_date(
                connection, self._tables, self.assignment, self._database.course_id
            )
            self._ids = SubmissionIds.read(connection, self._tables, self._rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.dispose()

    def record(self, *entries: GradebookEntry) -> None:
        """Write these submissions' rows, in one transaction, and what people see.

        A person's scores and comments stay. A written answer that changed since a
        person marked it asks for that person again, as nbgrader does.
        """
        for entry in entries:
            _refuse_odd_folder(entry.student)
        # Before anything is shown anew: it is compared with what a person saw.
        changed = [self.files.changed_answers(entry) for entry in entries]

        def write(writer: SubmissionWriter, _: Connection) -> None:
            for entry, answers in zip(entries, changed, strict=True):
                self._write(writer, entry, answers)

        self._transact(write)
        for entry in entries:
            self.files.show(entry)

    def rebuild(
        self, students: Collection[str], entry_of: Callable[[str], GradebookEntry]
    ) -> None:
        """Write all rows of the assignment anew, in one transaction.

        What people gave is read first and put back. Submissions of others go, unless
        a person gave something for them.
        """

        def write(writer: SubmissionWriter, connection: Connection) -> None:
            # In the same transaction: what a person gives meanwhile is not lost.
            given = ManualMarks.read(connection, self._tables, self._rows)
            writer.remove_all_but(given.students - set(students))
            for student in students:
                self._write(writer, entry_of(student), set())
            ids = writer.ids.submissions
            rebuilt = {student: ids[student] for student in students}
            given.put_back(connection, self._tables, rebuilt)

        self._transact(write)

    def ask_marks(
        self, students: Collection[str], ask: Callable[[MarkTable], T], *, absent: T
    ) -> T:
        """Ask for something of these students' marks: `marks.MarkLender`.

        `absent` is never the answer: an open gradebook is there.
        """

        def ask_once() -> T:
            with self._engine.begin() as connection:
                return ask(
                    MarkTable(connection, self._tables, self.assignment, students)
                )

        return retry_while_busy(ask_once, self._say)

    def _write(
        self, writer: SubmissionWriter, entry: GradebookEntry, changed: set[str]
    ) -> None:
        stamp = self.files.timestamp(entry.student)
        writer.write(entry, changed, read_nbgrader_time(stamp))

    def _transact(self, write: Callable[[SubmissionWriter, Connection], None]) -> None:
        """Do it in one transaction; again, as long as the database is busy."""

        def write_once() -> SubmissionIds:
            with self._engine.begin() as connection:
                writer = SubmissionWriter(
                    connection, self._tables, self._rows, self._ids
                )
                write(writer, connection)
            return writer.ids

        # Only once it is through: a transaction that failed has added nothing.
        self._ids = retry_while_busy(write_once, self._say)


def _refuse_odd_folder(student: str) -> None:
    if student in ("", ".", "..") or {"/", "\0"} & set(student):
        raise UserError(f"`{make_visible(student, 80)}` cannot name a folder")
