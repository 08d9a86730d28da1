"""Lay out two printed values with their numbers under each other. Pure.

Only the spacing changes. When the two are not of one structure, both are given as
they are: a wrong shape is best seen raw.
"""

import re
from dataclasses import dataclass
from itertools import zip_longest

NUMBER = re.compile(
    r"(?<![\w.])([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:nan|inf))(?![\w.])"
)


@dataclass(frozen=True, slots=True)
class AlignedPiece:
    """A run of text; `off` when it is a number that differs from its twin."""

    text: str
    off: bool = False


AlignedLines = tuple[tuple[AlignedPiece, ...], ...]


def align_values(yours: str, expected: str) -> tuple[AlignedLines, AlignedLines]:
    """Align two values; mark the numbers of yours that differ, unless all do."""
    left, right = _parse_values(yours), _parse_values(expected)
    if [glue for glue, _ in left] != [glue for glue, _ in right]:  # of other shapes
        return _raw_lines(yours), _raw_lines(expected)
    columns = zip_longest(*(numbers for _, numbers in left + right), fillvalue="")
    widths = [_width(column) for column in columns]
    lead = max(len(glue[0]) for glue, _ in left)  # the opening brackets of a row
    wrong = _differences(left, right)
    nothing: set[tuple[int, int]] = set()
    return _lay_out(left, widths, lead, wrong), _lay_out(right, widths, lead, nothing)


def plain_lines(lines: AlignedLines) -> list[str]:
    """Give laid-out lines as plain text."""
    return ["".join(piece.text for piece in line) for line in lines]


_Parsed = list[tuple[list[str], list[str]]]
"""per line: the text around the numbers, and the numbers"""


def _parse_values(text: str) -> _Parsed:
    lines: _Parsed = []
    for line in text.split("\n"):
        parts = NUMBER.split(line.strip())
        lines.append(([" ".join(glue.split()) for glue in parts[::2]], parts[1::2]))
    return lines


def _raw_lines(text: str) -> AlignedLines:
    return tuple((AlignedPiece(line.rstrip()),) for line in text.split("\n"))


def _differences(left: _Parsed, right: _Parsed) -> set[tuple[int, int]]:
    pairs = [
        ((row, column), given != wanted)
        for row, ((_, yours), (_, expected)) in enumerate(zip(left, right, strict=True))
        for column, (given, wanted) in enumerate(zip(yours, expected, strict=True))
    ]
    wrong = {place for place, differs in pairs if differs}
    if len(wrong) == len(pairs):  # marks on all of it would tell nothing
        return set()
    return wrong


_Width = tuple[int, int]
"""the most characters before the decimal point, and from it on"""


def _width(numbers: tuple[str, ...]) -> _Width:
    points = [_point(number) for number in numbers]
    tails = [len(text) - point for text, point in zip(numbers, points, strict=True)]
    return max(points), max(tails)


def _point(number: str) -> int:
    """Give where the decimal point is, or would be; `nan` starts like a digit."""
    found = re.search(r"[.eE]|(?<=[ni])[an]", number)
    if found is None:
        return len(number)
    return found.start()


def _lay_out(
    lines: _Parsed, widths: list[_Width], lead: int, wrong: set[tuple[int, int]]
) -> AlignedLines:
    laid_out = []
    for row, (glue, numbers) in enumerate(lines):
        pieces = [AlignedPiece(glue[0].rjust(lead))]
        for column, number in enumerate(numbers):
            whole, tail = widths[column]
            point = _point(number)
            after = glue[column + 1]
            if column < len(numbers) - 1 and not after.endswith(("[", "(")):
                after += " "
            pieces += [
                AlignedPiece(" " * (whole - point)),
                AlignedPiece(number, (row, column) in wrong),
                AlignedPiece(" " * (tail - len(number) + point) + after),
            ]
        laid_out.append(tuple(piece for piece in pieces if piece.text))
    return tuple(laid_out)
