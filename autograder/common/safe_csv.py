"""CSV that spreadsheets show and do not obey. Pure."""

import csv
import io
from collections.abc import Sequence

from autograder.common.text import make_visible

_OBEYED = frozenset("=+-@＝＋－＠")
"""what a cell begins with that a spreadsheet takes for a formula"""


def harmless_cell(text: str) -> str:
    """Give text that begins with no sign of a formula: an apostrophe goes before it.

    Control characters, tabs and line ends among them, become visible escapes.
    """
    # A tab in front of `=` becomes an escape: no program skips that to find the sign.
    plain = make_visible(text, 1000)
    if plain.lstrip()[:1] in _OBEYED:
        return f"'{plain}"
    return plain


def csv_table(rows: Sequence[Sequence[str]]) -> str:
    """Write rows as CSV after RFC 4180: commas, and lines that end in CR LF."""
    made = io.StringIO(newline="")
    csv.writer(made, lineterminator="\r\n").writerows(rows)
    return made.getvalue()
