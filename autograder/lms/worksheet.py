"""Read Moodle's grading worksheet: the one place where it says when work came in. Pure.

Its zip of submissions is dated by when it was sent. The worksheet (*Download grading
worksheet*) has, by the number that stands in the zip's names too, the last change of
each submission: to the minute, on the clocks and in the language of whoever downloads.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from autograder.errors import UserError
from autograder.words import visible

WHO, WHEN = "Identifier", "Last modified (submission)"
_HINT = (
    "in Moodle: Preferences, Preferred language, English; then the assignment's "
    "Submissions, Download grading worksheet"
)
_NUMBER = re.compile(r"\D*(\d{1,20})\s*")
_FORMS = (
    "%A, %d %B %Y, %I:%M %p",
    "%A, %B %d, %Y, %I:%M %p",
    "%A, %d %B %Y, %H:%M",
)
"""as English and American English have it, and with 24 hours"""
_NOTHING = ("", "-")


def parse(
    text: str, zone: tzinfo, file: str = "worksheet.csv"
) -> Mapping[str, datetime]:
    """Read when each submission was last changed, by the participant's number.

    Args:
        text: the worksheet's.
        zone: where its clocks stand.
        file: names it in complaints.

    Raises:
        UserError: with the line, for a date or a column that is not as expected.
    """
    rows = _rows(text.removeprefix("\ufeff"), file)
    head = [one.strip() for one in next(rows, (1, []))[1]]
    missing = [name for name in (WHO, WHEN) if name not in head]
    if missing:
        raise UserError(
            f"`{file}`, line 1: no column `{missing[0]}`: it is no grading worksheet "
            "of Moodle in English",
            hint=_HINT,
        )
    who, when = head.index(WHO), head.index(WHEN)
    found: dict[str, datetime] = {}
    for line, row in rows:
        number = _NUMBER.fullmatch(_cell(row, who))
        told = _cell(row, when)
        if not number:
            raise UserError(
                f"`{file}`, line {line}: no number of a participant in "
                f"`{visible(_cell(row, who), 60)}`"
            )
        if told not in _NOTHING:
            found[number[1]] = _moment(told, f"`{file}`, line {line}", zone)
    return found


def _rows(text: str, file: str) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if any(map(str.strip, row)):
                yield reader.line_num, row
    except csv.Error as error:
        raise UserError(f"`{file}`, line {reader.line_num}: {error}") from None


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _moment(told: str, where: str, zone: tzinfo) -> datetime:
    for form in _FORMS:
        try:
            return datetime.strptime(told, form).replace(tzinfo=zone)
        except ValueError:
            continue
    raise UserError(f"{where}: no date as expected: `{visible(told, 60)}`", hint=_HINT)
