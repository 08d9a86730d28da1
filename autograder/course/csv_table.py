"""Read CSV that people had open in a spreadsheet: every dialect, one place. Pure.

Excel saves with commas or semicolons by the country it is set to, as "Unicode text"
with tabs in UTF-16, and as plain "CSV" in the code page of the machine. What it changed
inside cells (dates, long numbers) is for the reader of a column to tell: `lost_value`
knows the marks that this leaves.
"""

import codecs
import contextlib
import csv
import io
import re
from collections.abc import Sequence

from autograder.common.errors import UserError
from autograder.common.text import make_visible

NumberedRows = list[tuple[int, list[str]]]
"""rows that are not blank, each with the line it ends on"""

SAVE_AS = "in Excel: Save As, `CSV UTF-8`; in LibreOffice: Save As, Text CSV, UTF-8"
REMEDY = (
    "take the file as it was before Excel; there, set the column to Text before "
    "anything is typed or opened, and save as `CSV UTF-8`"
)

_SEPARATORS = (",", ";", "\t", "|")
_SAID = re.compile(r'"?sep=(?P<sign>[^"\r\n])"?[;,\t]*\r?\n', re.IGNORECASE)
_FOREIGN = (
    (b"PK\x03\x04", "an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_csv(data: bytes, file: str) -> str:
    """Read a file's bytes as text, whichever program saved them.

    What is no UTF-8 becomes a lone surrogate: it hurts only in a cell that is needed,
    and there `lost_value` names it.

    Raises:
        UserError: it is another kind of file, or cut off.
    """
    for start, kind in _FOREIGN:
        if data.startswith(start):
            raise UserError(f"`{file}` is {kind}, and no CSV", hint=SAVE_AS)
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    encoding, errors = marked or _without_mark(data), "strict"
    if encoding == "utf-8":
        errors = "surrogateescape"
    try:
        text = data.decode(encoding, errors)
    except UnicodeDecodeError as error:
        raise UserError(f"`{file}` cannot be read: {error}", hint=SAVE_AS) from None
    if text.lstrip()[:1] == "<":
        raise UserError(
            f"`{file}` is a web page, and no CSV",
            hint="download it again, logged in",
        )
    return text


def _without_mark(data: bytes) -> str:
    """Guess the encoding of a file without a mark: half of UTF-16 is zeros."""
    zeros = [data[:200][at::2].count(0) for at in (0, 1)]
    if not any(zeros):
        return "utf-8"
    if zeros[0] > zeros[1]:
        return "utf-16-be"
    return "utf-16-le"


def parse_rows(text: str, file: str) -> NumberedRows:
    """Give a table's rows, whatever separates their cells.

    Raises:
        UserError: with the line, where a quotation mark is not closed.
    """
    text = text.lstrip("\ufeff")
    separators, lines_above = [*_SEPARATORS], 0
    # Excel's own first line, which names the separator, is no row of the table.
    if said := _SAID.match(text):
        text, lines_above = text[said.end() :], 1
        separators = list(dict.fromkeys([said["sign"], *_SEPARATORS]))
    likely = sorted(separators, key=lambda separator: -_width(text, separator))
    for separator in likely:
        with contextlib.suppress(UserError):
            rows = _read(text, separator, file, lines_above)
            return _unwrapped(rows, separator, file)
    return _read(text, likely[0], file, lines_above)  # it raises, and says why


def _width(text: str, separator: str) -> int:
    """Count the cells of the first row that is not blank, if this separates them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return next((len(row) for row in reader if any(map(str.strip, row))), 0)
    except csv.Error:  # such as a cell of more than 131,072 signs
        return 0


def _read(text: str, separator: str, file: str, before: int) -> NumberedRows:
    # Strict: a stray quotation mark is an error, and the next separator is tried.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [
            (reader.line_num + before, [_plain(cell) for cell in row])
            for row in reader
            if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise UserError(
            f"`{file}`, line {reader.line_num + before}: {error}",
            hint='a `"` that opens a cell is closed; inside, it is written twice',
        ) from None


def _plain(cell: str) -> str:
    """Give what a cell shows: `="007"` is how programs keep Excel off a number."""
    found = re.fullmatch(r'\s*="([^"]*)"\s*', cell)
    if found:
        cell = found[1]
    return cell.strip()


def _unwrapped(rows: NumberedRows, separator: str, file: str) -> NumberedRows:
    """Open rows that were saved as one cell each.

    An Excel that expects semicolons shows a file with commas in its first column, and
    saves each row that has quotation marks inside some more.
    """
    if rows and _is_one_cell(rows[0][1]):
        head = rows[0][1][0]
        separator = max(_SEPARATORS, key=lambda sign: _width(head, sign))
    opened = []
    for line, row in rows:
        inner = []
        if _is_one_cell(row):
            inner = _read(row[0], separator, file, line - 1)
        opened.append(next(iter(inner), (line, row)))
    return opened


def _is_one_cell(row: Sequence[str]) -> bool:
    return bool(row[0]) and not any(row[1:])


# ------------------------------------------------------------------ what Excel changed

_LOST = (
    (re.compile(r"#{2,}"), "Excel wrote `#` for what its column was too narrow for"),
    (re.compile(r"[+-]?\d([.,]\d+)?E[+-]\d{2,}"), "Excel rounded a long number"),
    (re.compile(r"\d+[.,]0{1,2}"), "a program took a number for one with decimals"),
    (
        re.compile(r"\d{1,2}(-|\. ?)[A-Z][a-zäéû]{2,3}\.?([-. ]\d\d(\d\d)?)?"),
        "Excel made a date of it",
    ),
)


def lost_value(cell: str) -> str:
    """Say by which mark a cell lost what stood in it; empty when it shows none."""
    return not_utf8(cell) or next(
        (why for form, why in _LOST if form.fullmatch(cell)), ""
    )


def not_utf8(cell: str) -> str:
    """Say that a cell's signs are not known; empty when they are."""
    # As `decode_csv` left what it could not read.
    if re.search("[\udc80-\udcff]", cell):
        return "it is not UTF-8, as Excel's plain `CSV` is not"
    return ""


def list_titles(header: Sequence[str], most: int = 6) -> str:
    """Name the columns that there are, for somebody who misses one."""
    named = [f"`{make_visible(title, 40)}`" for title in header if title]
    if len(named) > most:
        named[most:] = ["…"]
    return ", ".join(named)
