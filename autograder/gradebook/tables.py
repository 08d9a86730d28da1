"""nbgrader's tables, and the rows that describe an assignment, for `gradebook`.

The tables are read off the database instead of imported from nbgrader, which would
take two seconds; nbgrader makes the database when there is none.
"""

import json
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from typing import Any, TypeVar
from uuid import uuid4

import sqlalchemy as sql
from sqlalchemy import Connection, Engine, Table, select

from autograder.common.errors import MachineError, UserError
from autograder.course.course import Assignment
from autograder.course.nbgrader_settings import Database
from autograder.course.source_notebook import grade_id, nbgrader_tags, source_of
from autograder.model import Notebook

TABLES = (
    "course",
    "assignment",
    "notebook",
    "base_cell",
    "grade_cells",
    "solution_cells",
    "task_cells",
    "source_cell",
    "student",
    "submitted_assignment",
    "submitted_notebook",
    "grade",
    "comment",
)
VERSION = "alembic_version"
"""the table that says which of nbgrader's schemas it is"""
LOCK_SECONDS = 30
BUSY_SECONDS = 300.0
"""how long another program may keep the gradebook to itself"""
_AGAIN = 0.2

T = TypeVar("T")

RowValues = dict[str, Any]
"""Values of one row by column. Any, since columns have all types."""
Tables = Mapping[str, Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRows:
    """Ids of the rows that describe one assignment."""

    assignment: str
    notebook: str
    grade_cells: Mapping[str, str]
    """ids by exercise"""
    solution_cells: Mapping[str, str]
    """ids by the grade_id of the answer cell"""
    bonus_cells: frozenset[str]
    """ids of the grade cells of exercises that can earn extra credit"""


def open_engine(
    database: Database, *, create: bool, wait: int = LOCK_SECONDS
) -> Engine | None:
    """Open the gradebook; None when there is none and none is to be made.

    Args:
        database: where it is.
        create: make it when there is none.
        wait: seconds to wait, deaf to Ctrl-C, while SQLite is busy.
    """
    with explain_database_errors():
        waits = {"timeout": wait} if database.file else {}
        engine = sql.create_engine(database.url, connect_args=waits)
        missing = bool(database.file and not database.file.is_file())
        if not missing and _is_made(engine):
            return engine
        if not create:
            return None
        _create(engine)
        return engine


def _is_made(engine: Engine) -> bool:
    """Tell whether all tables are there, or somebody uses those that are."""
    names = set(sql.inspect(engine).get_table_names())
    if names.issuperset((*TABLES, VERSION)):
        return True
    if "course" not in names:
        return False
    # A course is the first row that nbgrader writes: then the tables are in use, and
    # others than we know; without one, they were cut off while they were made.
    with engine.connect() as connection:
        return bool(connection.execute(sql.text("select id from course")).first())


def read_tables(connection: Connection) -> Tables:
    """Read nbgrader's tables off the database."""
    metadata = sql.MetaData()
    try:
        metadata.reflect(connection, only=TABLES)
    except sql.exc.InvalidRequestError as error:
        raise UserError(
            f"the gradebook is not one of this nbgrader: {error}",
            hint="nbgrader db upgrade",
        ) from None
    return dict(metadata.tables)


@contextmanager
def explain_database_errors() -> Iterator[None]:
    """Turn the database's errors into one that says what to look at."""
    try:
        yield
    # SQLAlchemy imports a driver only when a database is opened with it.
    except ModuleNotFoundError as error:
        raise UserError(
            f"the gradebook's database needs the package `{error.name}`",
            hint=f"pip install {error.name}, or name another driver in `db_url`",
        ) from error
    except (sql.exc.SQLAlchemyError, ImportError) as error:
        if _is_busy(error):
            raise BusyError(
                "the gradebook is in use by another program",
                hint="close what has it open, such as formgrader, then run the command "
                "again: it goes on where it was",
            ) from error
        first = str(error).splitlines()[0]
        raise MachineError(
            f"the gradebook cannot be used: {first}",
            hint="look at `db_url` in nbgrader_config.py, and who else has it open; "
            "then run the command again: it goes on where it was",
        ) from error


class BusyError(MachineError):
    """Another program is writing; it can be tried again."""


def retry_while_busy(work: Callable[[], T], say: Callable[[str], None]) -> T:
    """Do it; as long as the gradebook is busy, do it again.

    Raises:
        MachineError: it is busy for minutes, or cannot be used at all.
    """
    ends = time.monotonic() + BUSY_SECONDS
    told = False
    while True:
        try:
            with explain_database_errors():
                return work()
        except BusyError:
            if time.monotonic() > ends:
                raise
        if not told:
            say("the gradebook is in use by another program; waiting for it")
            told = True
        # Here and not in SQLite, which would be deaf to Ctrl-C meanwhile.
        time.sleep(_AGAIN)


def _is_busy(error: Exception) -> bool:
    """Tell whether the database only asks to be tried again."""
    if not isinstance(error, sql.exc.OperationalError):
        return False
    # SQLite's words, and PostgreSQL's for two transactions in each other's way.
    said = str(error.orig)
    return any(
        text in said for text in ("is locked", "deadlock", "could not serialize")
    )


def new_id() -> str:
    """Give an id as nbgrader makes them."""
    return uuid4().hex


def bring_up_to_date(
    connection: Connection, tables: Tables, assignment: Assignment, course_id: str
) -> AssignmentRows:
    """Make the assignment's rows say what its release says.

    Raises:
        UserError: a cell is gone from the release that a person has given marks for.
    """
    _find_or_add(connection, tables["course"], {"id": course_id})
    assignment_id = _find_or_add(
        connection,
        tables["assignment"],
        {"name": assignment.name},
        {"id": new_id(), "course_id": course_id},
    )
    if assignment.due:
        # nbgrader keeps moments in UTC, without saying so.
        due = {"duedate": assignment.due.astimezone(UTC).replace(tzinfo=None)}
        table = tables["assignment"]
        connection.execute(table.update().where(table.c.id == assignment_id), due)
    notebook_id = _find_or_add(
        connection,
        tables["notebook"],
        {"name": assignment.notebook, "assignment_id": assignment_id},
        {
            "id": new_id(),
            "kernelspec": json.dumps(
                assignment.release.get("metadata", {}).get("kernelspec", {})
            ),
        },
    )
    cells = _CellRows(connection, tables, notebook_id)
    cells.write_release(assignment.release)
    grade_cells = cells.ids_of_type("GradeCell")
    return AssignmentRows(
        assignment=assignment_id,
        notebook=notebook_id,
        grade_cells=grade_cells,
        solution_cells=cells.ids_of_type("SolutionCell"),
        bonus_cells=frozenset(
            grade_cells[exercise.name]
            for exercise in assignment.exercises
            if exercise.bonus
        ),
    )


def remove_submissions(
    connection: Connection,
    tables: Tables,
    rows: AssignmentRows,
    stay: Mapping[str, tuple[str, str]],
) -> None:
    """Remove all submissions of an assignment but those that `stay`, by student."""
    whole, part = tables["submitted_assignment"], tables["submitted_notebook"]
    others = (
        whole.c.assignment_id == rows.assignment,
        whole.c.id.not_in([submission for submission, _ in stay.values()]),
    )
    submissions = select(whole.c.id).where(*others)
    notebooks = select(part.c.id).where(part.c.assignment_id.in_(submissions))
    # What refers to a row goes before it: PostgreSQL refuses the other order.
    for name in ("grade", "comment"):
        table = tables[name]
        connection.execute(table.delete().where(table.c.notebook_id.in_(notebooks)))
    connection.execute(part.delete().where(part.c.assignment_id.in_(submissions)))
    connection.execute(whole.delete().where(*others))


class _CellRows:
    """The rows of one notebook's cells."""

    def __init__(
        self, connection: Connection, tables: Tables, notebook_id: str
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._notebook_id = notebook_id

    def ids_of_type(self, wanted: str) -> dict[str, str]:
        """Give the ids of all cells of one of nbgrader's types, by name."""
        return {
            name: cell_id
            for (name, cell_type), cell_id in self._existing().items()
            if cell_type == wanted
        }

    def write_release(self, release: Notebook) -> None:
        """Add, change and remove rows until they are those of the release."""
        wanted = dict(_wanted_cells(release))
        existing = self._existing()
        for key in existing.keys() - wanted.keys():
            self._remove(existing[key], key[0])
        for key, values in wanted.items():
            if key not in existing:
                self._add(key, values)
            elif values:
                table = self._tables["grade_cells"]
                self._connection.execute(
                    table.update().where(table.c.id == existing[key]), values
                )
        self._write_sources(release)

    def _existing(self) -> dict[tuple[str, str], str]:
        table = self._tables["base_cell"]
        found = self._connection.execute(
            select(table.c.name, table.c.type, table.c.id).where(
                table.c.notebook_id == self._notebook_id
            )
        )
        return {(name, cell_type): cell_id for name, cell_type, cell_id in found}

    def _add(self, key: tuple[str, str], values: RowValues) -> None:
        name, cell_type = key
        cell_id = new_id()
        base = {"name": name, "type": cell_type, "notebook_id": self._notebook_id}
        self._insert("base_cell", {"id": cell_id, **base})
        self._insert(_TABLE_OF_TYPE[cell_type], {"id": cell_id, **values})

    def _remove(self, cell_id: str, name: str) -> None:
        grade, comment = self._tables["grade"], self._tables["comment"]
        marked = select(grade.c.id).where(
            grade.c.cell_id == cell_id, grade.c.manual_score.is_not(None)
        )
        said = select(comment.c.id).where(
            comment.c.cell_id == cell_id, comment.c.manual_comment.is_not(None)
        )
        if any(self._connection.execute(query).first() for query in (marked, said)):
            raise UserError(
                f"`{name}` is gone from the release, but a person has marked it",
                hint="put the cell back, or clear its marks in formgrader",
            )
        for table in (grade, comment):
            self._connection.execute(table.delete().where(table.c.cell_id == cell_id))
        # The last has the name and type that the others add to.
        for table_name in ("grade_cells", "solution_cells", "task_cells", "base_cell"):
            table = self._tables[table_name]
            self._connection.execute(table.delete().where(table.c.id == cell_id))

    def _write_sources(self, release: Notebook) -> None:
        """Replace the sources; nothing refers to their rows."""
        table = self._tables["source_cell"]
        self._connection.execute(
            table.delete().where(table.c.notebook_id == self._notebook_id)
        )
        for cell in release["cells"]:
            tag = nbgrader_tags(cell)
            if tag.get("grade") or tag.get("solution") or tag.get("locked"):
                self._insert("source_cell", self._source(cell))

    def _source(self, cell: Mapping[str, Any]) -> RowValues:
        return {
            "id": new_id(),
            "notebook_id": self._notebook_id,
            "name": grade_id(cell),
            "cell_type": cell["cell_type"],
            "locked": bool(nbgrader_tags(cell).get("locked")),
            "source": source_of(cell),
            "checksum": nbgrader_tags(cell).get("checksum"),
        }

    def _insert(self, table: str, row: RowValues) -> None:
        self._connection.execute(self._tables[table].insert(), row)


_TABLE_OF_TYPE = {"GradeCell": "grade_cells", "SolutionCell": "solution_cells"}


def _wanted_cells(release: Notebook) -> Iterator[tuple[tuple[str, str], RowValues]]:
    """Give name and type of each cell that grades or comments belong to."""
    for cell in release["cells"]:
        # The cell of a written question is both: graded, and answered in.
        tag = nbgrader_tags(cell)
        if tag.get("grade"):
            points = {"max_score": float(tag["points"]), "cell_type": cell["cell_type"]}
            yield (grade_id(cell), "GradeCell"), points
        if tag.get("solution"):
            yield (grade_id(cell), "SolutionCell"), {}


def _find_or_add(
    connection: Connection, table: Table, key: RowValues, rest: RowValues | None = None
) -> str:
    found = connection.execute(
        select(table.c.id).where(*(table.c[name] == key[name] for name in key))
    ).scalar()
    if found is None:
        row = {**key, **(rest or {})}
        connection.execute(table.insert(), row)
        found = row["id"]
    return str(found)


def _create(engine: Engine) -> None:
    """Make nbgrader's tables, or those that are missing, in one transaction.

    nbgrader 0.9.6 makes them one by one, and what is cut off in between can be neither
    used nor upgraded. It also asks `alembic` from PATH for the schema's version, which
    is read here.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's dependencies deprecate each other
        from alembic.script import ScriptDirectory
        from nbgrader.api import Base
        from nbgrader.dbutil import ALEMBIC_DIR

        head = ScriptDirectory(ALEMBIC_DIR).get_current_head()
    version = sql.Table(
        VERSION,
        sql.MetaData(),
        sql.Column("version_num", sql.String(32), nullable=False),
    )
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # Python's driver begins none for statements that make tables.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        Base.metadata.create_all(connection)
        version.create(connection, checkfirst=True)
        if not connection.execute(select(version)).first():
            connection.execute(version.insert(), {"version_num": head})
