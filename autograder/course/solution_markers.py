"""Lines that mark what nbgrader takes out of a release, and those that only look so.

nbgrader 0.9 takes a region out where a line holds `BEGIN HIDDEN TESTS` letter by
letter, and leaves any other spelling in; an END without its BEGIN it drops, and
releases all that stands above. So every line that looks like a marker has to be one,
and in its place. All is pure: cells in, words out.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Any

from autograder.course.source_notebook import source_of


@dataclass(frozen=True, slots=True)
class Delimiters:
    """How the regions of one kind begin and end, letter by letter."""

    begin: str
    end: str


USUAL = (
    Delimiters("BEGIN SOLUTION", "END SOLUTION"),
    Delimiters("BEGIN HIDDEN TESTS", "END HIDDEN TESTS"),
    Delimiters("BEGIN MARK SCHEME", "END MARK SCHEME"),
)
"""what nbgrader has when its configuration says nothing else"""

_FIRST = ("BEGIN", "END", "START", "STOP")
_KINDS = ("SOLUTION", "HIDDENTESTS", "HIDDEN", "MARKSCHEME", "MARKINGSCHEME")
_EDGES = {*_FIRST, "BEGINS", "ENDS", "STARTS", "STOPS", "FINISH", "REGION"}
_INSIDES = {"SOLUTION", "SOLUTIONS", "HIDDEN", "TEST", "TESTS", "MARK", "SCHEME"}
_BETWEEN = {"OF", "THE", "HERE", "CELL", "CASE", "CASES"}
"""words that a line of a marker may hold beside its own"""
_LIKE, _LIKE_FIRST = 0.85, 0.8
"""how alike letters have to be: `BEGINHIDDENTEST` and `BGIN SOLUTION` are"""
_HEADED = re.compile(r"\s*#{2,}\s*(BEGIN|END|START|STOP)\b", re.IGNORECASE)
_AUTOTEST = re.compile(r"#.*\bAUTO\W?TEST", re.IGNORECASE)


def read_delimiters(config: Any) -> tuple[Delimiters, ...]:
    """Read nbgrader's delimiters from a configuration of traitlets."""
    settings = (
        (config.ClearSolutions, "solution"),
        (config.ClearHiddenTests, "test"),
        (config.ClearMarkScheme, "mark_scheme"),
    )
    return tuple(
        Delimiters(
            str(section.get(f"begin_{name}_delimeter", usual.begin)),
            str(section.get(f"end_{name}_delimeter", usual.end)),
        )
        for (section, name), usual in zip(settings, USUAL, strict=True)
    )


def find_stray_markers(
    cell: Mapping[str, Any], known: Sequence[Delimiters] = USUAL
) -> Iterator[tuple[str, str]]:
    """Say of each line of a cell that marks nothing, and yet looks so, what it is.

    Yields:
        what is wrong, and what to do about it.
    """
    lines = source_of(cell).split("\n")
    yield from _unlike_any(lines, known, is_code=cell["cell_type"] == "code")
    for one in known:
        yield from _unpaired(lines, one)


def looks_like_marker(line: str, *, is_code: bool) -> bool:
    """Tell whether somebody may have meant a line to mark a region.

    In text a sentence may begin like a marker; in code there is no need for one.
    """
    if not is_code:
        is_row = line.lstrip().startswith("|")
        is_prose = line[:1].isalpha() and _is_sentence(line)
        return _is_like(line) and not is_row and not is_prose
    if _HEADED.match(line) or _AUTOTEST.search(line):
        return True
    code, *comments = line.split("#")
    # What computes is no marker, whatever its names are.
    whole = [] if re.search(r"[=(\[]", code.strip("=-*/%! \t")) else [line]
    return any(map(_is_like, (*whole, *comments))) or any(map(_is_turned, comments))


def _unlike_any(
    lines: Sequence[str], known: Sequence[Delimiters], *, is_code: bool
) -> Iterator[tuple[str, str]]:
    exact = [text for one in known for text in (one.begin, one.end)]
    for number, line in enumerate(lines, start=1):
        marks = any(text in line for text in exact)
        if marks or not looks_like_marker(line, is_code=is_code):
            continue
        close = get_close_matches(_bare(line), exact, n=1, cutoff=0.3)
        hint = f"write `### {close[0]}`, or the line " if close else "write the line "
        yield (
            f"line {number}: `{line.strip()}` looks like a marker of nbgrader's and "
            "is none, so all that it marks would be released",
            f"{hint}differently",
        )


def _unpaired(lines: Sequence[str], one: Delimiters) -> Iterator[tuple[str, str]]:
    """Find what begins twice, or has no end, or no beginning; as nbgrader reads it."""
    opened = 0
    for number, line in enumerate(lines, start=1):
        if one.begin in line:
            if opened:
                yield _alone(opened, one.begin, one.end)
            opened = number
        elif one.end in line:
            if not opened:
                yield _alone(number, one.end, one.begin)
            opened = 0
    if opened:
        yield _alone(opened, one.begin, one.end)


def _alone(number: int, there: str, other: str) -> tuple[str, str]:
    return f"line {number}: `{there}` has no `{other}`", f"add `### {other}`"


def _is_like(segment: str) -> bool:
    letters = _bare(segment).replace(" ", "")
    kinds = [kind for kind in _KINDS if kind != "HIDDEN" or not _is_sentence(segment)]
    return any(
        _starts_like(letters, first) and _matches(letters, first + kind)
        for first in _FIRST
        for kind in kinds
    )


def _is_turned(comment: str) -> bool:
    """Tell whether a marker's words are all that is there, in whatever order."""
    words = _bare(comment).split()
    own = set(words) - _BETWEEN
    is_marker = own & _EDGES and own & _INSIDES
    is_title = own & {"TEST", "TESTS"} and "HIDDEN" in own
    return bool(own <= _EDGES | _INSIDES and (is_marker or is_title)) and (
        words[0] not in _BETWEEN
    )


def _is_sentence(line: str) -> bool:
    """Tell whether more words, in small letters, follow those of a marker."""
    words = re.findall(r"[^\W\d_]{3,}", line)
    more = [
        word
        for word in words[1:]
        if word.upper() not in _EDGES | _INSIDES | _BETWEEN and not word.isupper()
    ]
    return bool(more) and not words[0].isupper()


def _bare(text: str) -> str:
    """Give a line's letters in capitals, its words apart by one space."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return " ".join(re.findall(r"[^\W\d_]+", plain))


def _starts_like(letters: str, first: str) -> bool:
    start = letters[: len(first)]
    return sorted(start) == sorted(first) or _ratio(start, first) >= _LIKE_FIRST


def _matches(letters: str, marker: str) -> bool:
    """Compare with the beginning of a line: more may stand behind a marker."""
    lengths = range(len(marker) - 2, len(marker) + 3)
    return any(_ratio(letters[:length], marker) >= _LIKE for length in lengths)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
