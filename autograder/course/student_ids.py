"""Students' ids: what may name folders, files, rows and pages. Pure."""

import os
import unicodedata

from autograder.common.text import make_visible

MAX_ID = 100
"""characters of a student's id: it names folders, files and rows"""
MAX_ID_BYTES = 200

_PUNCTUATION = frozenset(" _-.,'@+()~=")


def invalid_id_reason(student: str) -> str:
    """Say why an id cannot name files, rows and pages safely; empty when it can.

    formgrader prints ids into its pages and scripts as they are, spreadsheets take a
    cell that starts with `=` for a formula, and terminals obey control characters.
    """
    # In bytes, too: file systems count those, and a sign may have four.
    if len(student) > MAX_ID or len(os.fsencode(student)) > MAX_ID_BYTES:
        return f"the name is longer than {MAX_ID} characters"
    odd = next((char for char in student if not _is_plain(char)), "")
    if odd:
        return f"the name holds `{make_visible(odd)}`, which no id may"
    if not student[:1].isalnum() and student[:1] != "_":
        return "a name must begin with a letter or a digit"
    # Windows drops it, and two folders would become one.
    if student != student.strip():
        return "the name ends in a space"
    return ""


def normal_id(text: str) -> str:
    """Give an id, a login or an address in the one form in which they are compared.

    Case makes no difference, and neither does how a sign is put together: macOS names
    folders with `e` and a combining mark, and some keyboards type digits of full width.
    """
    # Twice: folding the case may undo the normal form.
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def _is_plain(char: str) -> bool:
    """Tell whether a sign is a letter, a digit, an accent or harmless punctuation."""
    mark = unicodedata.category(char) in ("Mn", "Mc")
    return char.isalnum() or mark or char in _PUNCTUATION
