"""Read Moodle's grading worksheet: the one place where it says when work came in. Pure.

Its zip of submissions is dated by when it was sent. The worksheet (*Download grading
worksheet*) has, by the number that stands in the zip's names too, the last change of
each submission: to the minute, on the clocks and in the language of whoever downloads.
A spreadsheet that it was opened in may have written the dates anew.
"""

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

from autograder.common.errors import UserError
from autograder.common.text import make_visible
from autograder.course.csv_table import list_titles, lost_value, parse_rows

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
_AGAIN = (
    "download the worksheet from Moodle again, and hand it over as it came, without "
    "opening it in a spreadsheet"
)
_DATES = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d.%m.%y"),
    *("%d-%b-%Y", "%d-%b-%y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y"),
    *("%d/%m/%y", "%m/%d/%y", "%y/%m/%d", "%d-%m-%y", "%y-%m-%d"),
)
"""as spreadsheets write dates; nobody puts the month first with dots"""
_CLOCKS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p")


def read_worksheet(
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
    (first, head), *rows = parse_rows(text, file) or [(1, [])]
    missing = [name for name in (WHO, WHEN) if name not in head]
    if missing:
        raise UserError(
            f"`{file}`, line {first}: no column `{missing[0]}`: it is no grading "
            f"worksheet of Moodle in English; it has: {list_titles(head) or 'nothing'}",
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
                f"`{make_visible(_cell(row, who), 60)}`"
            )
        if told not in _NOTHING:
            found[number[1]] = _read_date(told, f"`{file}`, line {line}", zone)
    return found


def _cell(row: Sequence[str], place: int) -> str:
    # A spreadsheet leaves out the empty cells at the end of a row.
    if place >= len(row):
        return ""
    return row[place]


# ------------------------------------------------------------------ dates


def _read_date(told: str, where: str, zone: tzinfo) -> datetime:
    for form in _FORMS:
        with contextlib.suppress(ValueError):
            return datetime.strptime(told, form).replace(tzinfo=zone)
    try:
        return _rewritten(told).replace(tzinfo=zone)
    except ValueError as reason:
        shown, hint = make_visible(told, 60), str(reason) and _AGAIN
        why = str(reason) or "no date as expected"
        raise UserError(f"{where}: {why}: `{shown}`", hint=hint or _HINT) from None


def _rewritten(told: str) -> datetime:
    """Read a date as a spreadsheet writes it, where that is one day only.

    Raises:
        ValueError: with the reason; without one if it is no date of a spreadsheet.
    """
    if reason := lost_value(told):
        raise ValueError(reason)
    # 46082.75: days since 1900, as a spreadsheet keeps a date.
    if re.fullmatch(r"\d{5}([.,]\d+)?", told):
        raise ValueError("a spreadsheet put its own number for a date")
    # Excel has a comma or no-break spaces there, other programs a T.
    plain = re.sub(r"(?<=\d)[\s,T]+(?=\d)", " ", told)
    plain = re.sub(r"\s*([ap])\.?m\.?$", r" \1m", plain, flags=re.IGNORECASE)
    found = _readings(
        plain, [f"{date} {clock}" for date in _DATES for clock in _CLOCKS]
    )
    if len(found) > 1:
        raise ValueError("a spreadsheet rewrote the date, and it may be two days")
    if not found and _readings(plain, _DATES):
        raise ValueError("a spreadsheet dropped the time of day")
    if not found:
        raise ValueError
    return found.pop()


def _readings(told: str, forms: Iterable[str]) -> set[datetime]:
    """Give all moments that a text may mean."""
    found: set[datetime] = set()
    for form in forms:
        with contextlib.suppress(ValueError):
            found.add(datetime.strptime(told, form))
    return found
