"""Lines of a terminal screen: signs, columns, harmless text. Pure.

`screen_line` is the only way from a string to a screen: it shows control characters
instead of letting a terminal obey them, and a `rich.text.Text` is never read as markup.
"""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from autograder.common.text import make_visible

MAX_LINE = 1000

Tone = Literal["good", "bad", "skip", "note"]

SIGNS: dict[Tone, str] = {"good": "✓", "bad": "✗", "skip": "–", "note": "!"}
COLOURS: dict[Tone, str] = {
    "good": "green",
    "bad": "red",
    "skip": "yellow",
    "note": "yellow",
}


@dataclass(frozen=True, slots=True)
class Screen:
    """What a command shows: to people, and to programs that ask for JSON."""

    text: Text
    data: object = None
    """plain values: dicts, lists, strings, numbers"""

    @property
    def plain(self) -> str:
        """The text without colours."""
        return self.text.plain


def open_console(*, stderr: bool = False) -> Console:
    """Open the terminal: plain where it is none, and where NO_COLOR asks for that.

    rich would leave bold and dim text in spite of NO_COLOR.
    """
    plain = bool(os.environ.get("NO_COLOR"))
    system: Literal["auto"] | None = None if plain else "auto"
    return Console(highlight=False, stderr=stderr, color_system=system)


def screen_line(text: str = "", style: str = "") -> Text:
    """Make a line of a screen."""
    return Text(make_visible(text, MAX_LINE), style=style)


def signed_line(tone: Tone, text: str) -> Text:
    """Put a tone's sign in front of a text."""
    return Text.assemble("  ", (SIGNS[tone], COLOURS[tone]), screen_line(f" {text}"))


def indent_line(text: Text) -> Text:
    """Move a line to the right, below the one it belongs to."""
    return Text("    ") + text


def join_lines(lines: Iterable[Text]) -> Text:
    """Put lines below each other."""
    return Text("\n").join(lines)


def align_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Align cells in columns, by the width they take on a screen."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(pad_cell, row, widths)).rstrip() for row in rows]


def pad_cell(text: str, width: int) -> str:
    """Fill a cell with spaces."""
    return text + " " * (width - cell_len(text))


def fit_encoding(text: Text, encoding: str) -> Text:
    """Give the text as a terminal of this encoding can show it.

    Without UTF-8 the signs become words and what else is lacking a simpler character.
    """
    if "utf" in encoding.lower():
        return text
    worded = _SIGN.sub(_word, text.plain).translate(_SIMPLER)
    return Text(worded.encode(encoding, "replace").decode(encoding))


_SIGN = re.compile(rf"^( *)([{''.join(SIGNS.values())}]) ", re.MULTILINE)
_WORDS = {"✓": "ok", "✗": "FAIL", "–": "skip", "!": "note"}
_SIMPLER = str.maketrans("·–—−×…“”‘’′", "----x.\"\"'''")


def _word(found: re.Match[str]) -> str:
    return f"{found[1]}{_WORDS[found[2]]:<4} "
