"""Write what grading came to into nbgrader's gradebook; read a person's marks back.

Theory of operation: nbgrader's own way costs 69 ms a submission and an import of two
seconds, so rows are written with plain statements, one transaction for each `record`.
formgrader may write at the same time. What belongs to a person (`manual_score`,
`manual_comment`) is never written here, and whether a person is still needed is
decided by the UPDATE itself.

formgrader shows a submission when its rows exist, when its timestamp equals that in
`submitted/`, and when `autograded/<student>/<assignment>/<notebook>.ipynb` exists.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, bindparam, case, select

from autograder import nbconfig
from autograder.course import Assignment
from autograder.errors import UserError
from autograder.files import write_whole
from autograder.fill import Notebook, grade_id, source_of
from autograder.grade import Graded
from autograder.gradebook_rows import (
    Row,
    bring_up_to_date,
    explained_errors,
    new_id,
    open_engine,
    tables,
)
from autograder.model import Kind, Verdict
from autograder.report import ExerciseResult
from autograder.shown import comment, is_unanswered, shown_notebook
from autograder.words import visible

NO_RESPONSE = "No response."
"""nbgrader's words under an answer that was not given"""
_TIMESTAMP_BYTES = 200


class Gradebook:
    """The gradebook, open for recording submissions of one assignment."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        database = nbconfig.database(assignment.course.root)
        engine = open_engine(database, create=True)
        assert engine is not None
        self._engine = engine
        with explained_errors(), engine.begin() as connection:
            self._tables = tables(connection)
            self._rows = bring_up_to_date(
                connection, self._tables, assignment, database.course_id
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

    def record(self, *graded: Graded) -> None:
        """Write these submissions' rows, in one transaction, and what people see.

        A person's scores and comments stay. A written answer that changed since a
        person marked it asks for that person again, as nbgrader does.
        """
        for one in graded:
            _refuse_odd_name(one.report.student)
        pages = [(one, self._shown(one)) for one in graded]
        with explained_errors(), self._engine.begin() as connection:
            for one, shown in pages:
                self._write_rows(connection, one, self._changed_answers(one, shown))
        for one, shown in pages:
            self._write_files(one.report.student, shown)

    # ------------------------------------------------------------------ the rows

    def _write_rows(
        self, connection: Connection, graded: Graded, changed: set[str]
    ) -> None:
        student = graded.report.student
        is_new = student not in self._submissions
        if is_new:
            self._submissions[student] = self._add_submission(connection, student)
        submission, notebook = self._submissions[student]
        table = self._tables["submitted_assignment"]
        connection.execute(
            table.update().where(table.c.id == submission),
            {"timestamp": _nbgrader_time(self._timestamp(student))},
        )
        known = {} if is_new else self._ids(connection, notebook)
        grades, comments = self._grades(graded, changed), self._comments(graded)
        self._write_grades(connection, notebook, list(grades), known)
        self._write_comments(connection, notebook, list(comments), known)

    def _add_submission(self, connection: Connection, student: str) -> tuple[str, str]:
        submission, notebook = new_id(), new_id()
        if student not in self._students:
            connection.execute(self._tables["student"].insert(), {"id": student})
            self._students.add(student)
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

    def _grades(self, graded: Graded, changed: set[str]) -> Iterator[Row]:
        for result in graded.report.exercises:
            score = self._auto_score(result, graded)
            yield {
                "cell_id": self._rows.grade_cells[result.name],
                "auto_score": score,
                "needs_manual_grade": score is None,
                "marked_another": score is None and result.name in changed,
                "extra_credit": _extra_credit(result),
            }

    def _auto_score(self, result: ExerciseResult, graded: Graded) -> float | None:
        """Give the automatic score; None when a person must look."""
        if result.kind is Kind.WRITTEN:
            return 0.0 if result.name in self._unanswered(graded.notebook) else None
        return None if result.verdict is Verdict.GRADER_ERROR else result.score

    def _comments(self, graded: Graded) -> Iterator[Row]:
        unanswered = self._unanswered(graded.notebook)
        for result in graded.report.exercises:
            answer = self.assignment.exercise(result.name).answer_id
            yield {
                "cell_id": self._rows.solution_cells[answer],
                "auto_comment": NO_RESPONSE
                if result.name in unanswered
                else comment(result),
            }

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
                else_=bindparam("new_marked_another"),
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

    def _shown(self, graded: Graded) -> Notebook:
        return shown_notebook(
            graded.notebook,
            graded.cell_results,
            graded.report,
            release=self.assignment.release,
        )

    def _write_files(self, student: str, shown: Notebook) -> None:
        # Not indented: Python encodes that ten times slower, and nobody reads it.
        text = json.dumps(shown, ensure_ascii=False)
        write_whole(self._shown_path(student), text)
        when = self._timestamp(student)
        path = self._folder("autograded", student) / "timestamp.txt"
        if when:
            write_whole(path, when)
        else:
            path.unlink(missing_ok=True)

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

    # ----------------------------------------------------------- written answers

    def _unanswered(self, notebook: Notebook) -> set[str]:
        """Name the written questions that are blank or as they were released."""
        answers = _by_id(notebook)
        return {
            name
            for name, released in self._written_cells.items()
            if name not in answers or is_unanswered(answers[name], released)
        }

    def _changed_answers(self, graded: Graded, shown: Notebook) -> set[str]:
        """Name the written questions whose answer is not the one a person saw."""
        path = self._shown_path(graded.report.student)
        if not path.is_file():
            return set()
        before, now = _by_id(json.loads(path.read_text("utf-8"))), _by_id(shown)
        return {
            name
            for name in self._written_cells
            if name in before and source_of(before[name]) != source_of(now[name])
        }

    @cached_property
    def _written_cells(self) -> dict[str, Mapping[str, Any]]:
        cells = _by_id(self.assignment.release)
        return {
            exercise.name: cells[exercise.name]
            for exercise in self.assignment.exercises
            if exercise.kind is Kind.WRITTEN
        }


def _extra_credit(result: ExerciseResult) -> float | None:
    judged = result.max_extra_credit and result.verdict is not Verdict.GRADER_ERROR
    return result.extra_credit if judged else None


def _nbgrader_time(text: str) -> datetime | None:
    """Read a timestamp as nbgrader does: UTC without saying so."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _in_zone(*text.rsplit(" ", 1)) if " " in text else None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _in_zone(text: str, zone: str) -> datetime | None:
    """Read `2026-11-22 09:00:00 Europe/Prague`."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None
    return moment.astimezone(UTC).replace(tzinfo=None)


def _by_id(notebook: Notebook) -> dict[str, Mapping[str, Any]]:
    return {grade_id(cell): cell for cell in notebook["cells"] if grade_id(cell)}


def _without(row: Row, name: str) -> Row:
    return {key: value for key, value in row.items() if key != name}


def _execute(connection: Connection, statement: Any, rows: list[Row]) -> None:
    if rows:
        connection.execute(statement, rows)


def _refuse_odd_name(student: str) -> None:
    if student in ("", ".", "..") or {"/", "\0"} & set(student):
        raise UserError(f"`{visible(student, 80)}` cannot name a folder")
