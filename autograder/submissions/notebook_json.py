"""Read a notebook's JSON without what its cells once printed, within bounds.

Theory of operation. Grading uses no saved output, and those are where honest files
grow: pictures, progress bars, arrays printed in a loop. So one pass over the bytes
steps from one sign that means something to the next, strings at a stride, and leaves
out the values of `outputs` and `widgets`. Only the rest is decoded and parsed, and its
lists, objects, texts and numbers are counted first: each takes up to a hundred times
its bytes in memory. A bracket inside a string counts for nothing.
"""

import codecs
import json
import re
from typing import Any

MAX_FILE = 128 << 20
"""bytes of a file, its outputs with it"""
MAX_BYTES = 64 << 20
"""bytes of it that are not outputs"""
MAX_VALUES = 1 << 20
"""texts, numbers, lists and objects of it that are not in outputs"""
MAX_SKIPPED = 1 << 21
"""signs that open or close a list in outputs and cost a step; innermost ones do not"""

# All repetitions are possessive (`*+`): the text is a student's, and one that nearly
# matches must cost its length once.
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_LEFT_OUT = re.compile(rb'"(?:outputs|widgets)"\s*+:\s*+(?=[\[{])')
_KEPT = re.compile(rb'[^"\[\]{},]*+(?:' + _STRING + rb"|[\[\]{},])", re.DOTALL)
_LEAF = rb'(?:[^"\[\]{}]*+' + _STRING + rb')*+[^"\[\]{}]*+'
_SKIPPED = re.compile(
    _LEAF + rb"(?:(?:\[" + _LEAF + rb"\]|\{" + _LEAF + rb"\})" + _LEAF + rb")*+"
    rb"[\[\]{}]",
    re.DOTALL,
)
_OPENS = frozenset(b"[{")
_QUOTE = ord('"')


class Unreadable(Exception):  # noqa: N818 - a finding about a file, not our error
    """The bytes are not a notebook: why, and what the student can do about it."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(": ".join(filter(None, (reason, remedy))))
        self.reason = reason
        self.remedy = remedy


_IPYNB = "hand in the file that ends in .ipynb itself"
_OTHER_FORMATS = (
    (rb"PK\x03\x04", "a zip archive or an office file", f"unpack it and {_IPYNB}"),
    (
        rb"\x1f\x8b|7z\xbc\xaf|Rar!|\xfd7zXZ|BZh\d",
        "an archive",
        f"unpack it and {_IPYNB}",
    ),
    (rb"%PDF", "a PDF", _IPYNB),
    (rb"\x89PNG|\xff\xd8\xff", "a picture", _IPYNB),
    (rb"<[!?a-zA-Z]", "a web page", _IPYNB),
)
"""how files begin that are handed in instead: what they are, and the remedy"""
SAVE_AGAIN = "open it in Jupyter, save it and hand it in again"
CLEAR = "clear all outputs in Jupyter, save it and hand it in again"
"""what a student can do"""


def decode_notebook(data: bytes) -> Any:
    """Give what the JSON of a notebook says, outputs apart; Any, as it is unchecked.

    Raises:
        Unreadable: it is no JSON, or too much of it.
    """
    if not data.strip():
        raise Unreadable("the file is empty", SAVE_AGAIN)
    if len(data) > MAX_FILE:
        raise Unreadable(f"the file is larger than {MAX_FILE >> 20} MB", CLEAR)
    start = data[:1000].lstrip()
    for mark, what, remedy in _OTHER_FORMATS:
        if re.match(mark, start):
            raise Unreadable(f"the file is {what}, not a notebook", remedy)
    text = without_outputs(_as_utf8(data)).decode("utf-8-sig", "replace")
    try:
        # Not strict: some editors leave tabs and line ends in strings as they are.
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        if "\ufffd" in text[:1000]:  # what "replace" puts for bytes that are no UTF-8
            raise Unreadable(
                "the file is not text, so it is not a notebook", SAVE_AGAIN
            ) from None
        raise Unreadable(
            "the file is not a complete notebook: it ends too early or is damaged",
            SAVE_AGAIN,
        ) from None


def without_outputs(data: bytes) -> bytes:
    """Give JSON with an empty list or object for each saved output.

    What is no JSON comes back as it is, or cut off: it is told by who parses it.

    Raises:
        Unreadable: there is more than what can be read safely.
    """
    kept: list[bytes] = []
    begun = at = values = size = skipped = 0
    while found := _KEPT.match(data, at):
        values += 1
        if values > MAX_VALUES:
            raise Unreadable("the file holds too many lists to be a notebook", CLEAR)
        at = found.end()
        if data[at - 1] != _QUOTE:
            continue
        # Where the string begins: what stands before it in a match has no quote.
        key = _LEFT_OUT.match(data, data.index(b'"', found.start()))
        if key:
            # A list also where it was an object: nobody looks at it any more.
            kept += [data[begun : key.end()], b"[]"]
            size += key.end() - begun
            begun, skipped = _after_value(data, key.end(), skipped)
            at = begun
    kept.append(data[begun:])
    if size + len(kept[-1]) > MAX_BYTES:
        raise Unreadable(
            f"the notebook holds more than {MAX_BYTES >> 20} MB besides its outputs",
            "make its pictures smaller and hand it in again",
        )
    return b"".join(kept)


def _after_value(data: bytes, at: int, skipped: int) -> tuple[int, int]:
    """Give where a list or an object ends, and how many were skipped so far."""
    depth, at = 1, at + 1
    while found := _SKIPPED.match(data, at):
        at = found.end()
        skipped += 1
        if data[at - 1] in _OPENS:
            depth += 1
        else:
            depth -= 1
        if skipped > MAX_SKIPPED:
            raise Unreadable("its saved outputs hold too many lists", CLEAR)
        if depth == 0:
            return at, skipped
    return len(data), skipped  # it ends too early


def _as_utf8(data: bytes) -> bytes:
    """Give it in UTF-8; UTF-16 is what some editors save.

    A sign that is none, such as an `é` of an old encoding, costs only itself.
    """
    # Only by its mark: without one, UTF-16 cannot be told from damaged UTF-8.
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    if len(data) > MAX_BYTES:
        raise Unreadable(f"the file is larger than {MAX_BYTES >> 20} MB", CLEAR)
    return data.decode("utf-16", "replace").encode("utf-8", "replace")
