"""Read the roster: a CSV file of the course's students, their names and addresses."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.common.errors import UserError
from autograder.common.text import make_visible
from autograder.course.csv_table import (
    REMEDY,
    NumberedRows,
    decode_csv,
    lost_value,
    not_utf8,
    parse_rows,
)
from autograder.course.student_ids import invalid_id_reason, normal_id

NEEDED = ("id", "name", "email")
OPTIONAL = ("login", "canvas_id", "section")
MAX_ABOVE = 10
"""rows in which the names of the columns are looked for"""
_EXACT = ("id", "login", "canvas_id")
"""columns in which a changed sign is another student"""
_EMAIL = re.compile(r"\w[\w.+\-'&=#~]*@\w[\w.\-]*")
_NO_ADDRESS = re.compile(r"[\w\s./?#–—-]{1,10}")
"""how people write that there is none: `n/a`, `-`, `keine`, `#N/A`"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """One row of the roster."""

    id: str
    """the folder's name in submitted/"""
    name: str = ""
    email: str = ""
    login: str = ""
    """the name they log in with, where that is not their id"""
    canvas_id: str = ""
    """Canvas's own number of them"""
    section: str = ""


def read_roster(path: Path) -> dict[str, RosterEntry]:
    """Read a roster, by id.

    The first row names the columns, in any order: `id`, `name`, `email`, and if wanted
    `login`, `canvas_id`, `section`. Others are left alone.

    Raises:
        UserError: with the line, for whatever is wrong in it.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError(
            f"no roster `{path}`", hint="`roster` in course.yaml names it"
        ) from None
    except OSError as error:
        raise UserError(f"`{path}` cannot be read: {error}") from None
    return parse_roster(decode_csv(data, path.name), path.name)


def parse_roster(text: str, file: str = "roster.csv") -> dict[str, RosterEntry]:
    """Read a roster from its text; `file` names it in complaints."""
    rows = parse_rows(text, file)
    if not rows:
        raise UserError(f"`{file}` is empty", hint=f"it begins: {','.join(NEEDED)}")
    at = _header_at(rows)
    first, header = rows[at]
    columns = _columns(header, f"`{file}`, line {first}")
    students: dict[str, RosterEntry] = {}
    lines: dict[tuple[str, str], int] = {}
    for line, row in rows[at + 1 :]:
        if any(row[len(header) :]):
            raise UserError(
                f"`{file}`, line {line}: more cells than columns",
                hint='a name with a separator in it stands between `"`',
            )
        student = _student(row, columns, f"`{file}`, line {line}")
        # An id that is another's login would make two students one.
        for mark, shown in _marks(student).items():
            if mark in lines:
                raise UserError(
                    f"`{file}`, line {line}: `{shown}` is there twice, "
                    f"first on line {lines[mark]}"
                )
            lines[mark] = line
        students[student.id] = student
    return students


def id_marks(student: RosterEntry) -> Mapping[str, str]:
    """Give what tells a student from all others, and how it is written.

    Case makes no difference, and an address or a login is as good as an id.
    """
    said = (student.id, student.login, student.email)
    return {normal_id(text): text for text in said if text}


def _marks(student: RosterEntry) -> dict[tuple[str, str], str]:
    """Give what no two rows may share; Canvas's numbers are another kind."""
    marks = {("", mark): shown for mark, shown in id_marks(student).items()}
    if student.canvas_id:
        marks["canvas_id", student.canvas_id] = student.canvas_id
    return marks


def _header_at(rows: NumberedRows) -> int:
    """Find the row that names the columns: Numbers and people put a title above it."""
    titles = [{_simple(title) for title in row} for _, row in rows[:MAX_ABOVE]]
    needed = set(map(_simple, NEEDED))
    return next((at for at, row in enumerate(titles) if needed <= row), 0)


def _columns(header: Sequence[str], where: str) -> Mapping[str, int]:
    """Find the columns by name: case, spaces and hyphens make no difference."""
    known = {_simple(name): name for name in (*NEEDED, *OPTIONAL)}
    found: dict[str, int] = {}
    for place, title in enumerate(header):
        name = known.get(_simple(title))
        if name in found:
            raise UserError(f"{where}: two columns are called `{name}`")
        if name:
            found[name] = place
    others = [
        make_visible(title, 40) for title in header if _simple(title) not in known
    ]
    for name in NEEDED:
        if name not in found:
            raise UserError(f"{where}: no column `{name}`", hint=_instead(name, others))
    return found


def _instead(name: str, others: Sequence[str]) -> str:
    simple = {_simple(other): other for other in others}
    close = difflib.get_close_matches(_simple(name), simple, n=1, cutoff=0.4)
    near = close or [title for title in simple if _simple(name) in title][:1]
    if near:
        return f"did you mean `{simple[near[0]]}`? rename that column to `{name}`"
    return f"the columns are: {', '.join((*NEEDED, *OPTIONAL))}"


def _simple(title: str) -> str:
    return re.sub(r"[\s_\-]", "", title).casefold()


def _student(row: Sequence[str], columns: Mapping[str, int], where: str) -> RosterEntry:
    # Some programs leave the empty cells at the end of a row out.
    cells = {
        name: row[place] if place < len(row) else "" for name, place in columns.items()
    }
    for name, value in cells.items():
        if reason := _lost_reason(name, value):
            shown = make_visible(value, 60)
            raise UserError(f"{where}: `{name}` is `{shown}`: {reason}", hint=REMEDY)
    # Only here: as an id, `na` may well be somebody.
    if _NO_ADDRESS.fullmatch(cells["email"]):
        cells["email"] = ""
    student = RosterEntry(**cells)
    for name, value in (("id", student.id), ("login", student.login)):
        is_needed = name == "id"
        if (value or is_needed) and (reason := invalid_id_reason(value)):
            raise UserError(
                f"{where}: `{name}` is `{make_visible(value, 60)}`: {reason}"
            )
    if student.email and not _EMAIL.fullmatch(student.email):
        shown = make_visible(student.email, 80)
        raise UserError(f"{where}: `{shown}` is no e-mail address")
    if student.canvas_id and not re.fullmatch(r"[0-9]{1,20}", student.canvas_id):
        raise UserError(
            f"{where}: `canvas_id` must be a number, and not "
            f"`{make_visible(student.canvas_id, 40)}`"
        )
    return student


def _lost_reason(name: str, value: str) -> str:
    """Say why a cell cannot be what was written; a name may well look like a date."""
    if name in _EXACT:
        return lost_value(value)
    return not_utf8(value)
