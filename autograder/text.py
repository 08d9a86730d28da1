"""Text for people: hostile text made harmless, nouns counted, names suggested.

Pure, and of no domain: what a Report is called is in `wording`.
"""

import difflib
import unicodedata
from collections.abc import Collection, Iterable, Sequence

MAX_MARKS = 3
"""combining marks kept on one letter: a tall stack would cover other lines"""
MAX_SUGGESTED = 8
"""names told before the rest is counted"""


def make_visible(text: str, limit: int = 300, *, lines: bool = False) -> str:
    r"""Show text that a student may have chosen, so that nothing can obey it.

    Control, direction and other invisible characters are written as escapes such as
    `\x1b`; spaces of any kind become plain ones; what is longer than `limit` is cut.

    Args:
        text: anything.
        limit: characters kept; an ellipsis shows the cut.
        lines: keep line ends instead of showing them.
    """
    if len(text) > limit:
        text = text[: max(limit - 1, 0)] + "…"
    # Nearly all text needs nothing: it is spared the walk over its characters.
    plain = text.replace("\n", "") if lines else text
    stacked = not plain.isascii() and any(map(unicodedata.combining, plain))
    if plain.isprintable() and not stacked:
        return text
    shown: list[str] = []
    marks = 0
    for char in text:
        # `combining` is 0 for a letter: the count begins again with each.
        marks = marks + 1 if unicodedata.combining(char) else 0
        keep = (char == "\n" and lines) or (char.isprintable() and marks <= MAX_MARKS)
        shown.append(char if keep else _escaped(char))
    return "".join(shown)


def _escaped(char: str) -> str:
    # `isprintable` is false for every space but the plain one, as for a no-break space.
    if unicodedata.category(char) == "Zs":
        return " "
    code = ord(char)
    if code <= 0xFF:  # noqa: PLR2004 - the last code of two hex digits
        return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char, f"\\x{code:02x}")
    if code <= 0xFFFF:  # noqa: PLR2004 - the last code of four
        return f"\\u{code:04x}"
    return f"\\U{code:08x}"


def count_noun(number: int, noun: str) -> str:
    """Count regular nouns: `1 test`, `2 tests`."""
    if number == 1:
        return f"{number} {noun}"
    return f"{number} {noun}s"


def make_sentence(text: str) -> str:
    """Start with a capital letter and end with a full stop."""
    text = text.strip()
    if text and not text.endswith((".", "!", "?", ":")):
        text += "."
    return text[:1].upper() + text[1:]


# ------------------------------------------------------------------ names


def suggest_closest(name: str, known: Iterable[str]) -> str:
    """Ask for the nearest of the known names; nothing when none is near."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    if not close:
        return ""
    return f"did you mean `{close[0]}`?"


def meant(name: str, known: Collection[str]) -> str:
    """Ask for what may have been meant: a near name, or those that it is a part of.

    Returns:
        one question, such as "did you mean `s011`?"; empty when nothing is near.
    """
    if name in known:
        return ""
    low = name.lower()
    parts = sorted(one for one in known if low and low in one.lower())
    if len(parts) > 1:
        return f"`{make_visible(name, 80)}` is in {len(parts)} names: {few(parts)}"
    close = difflib.get_close_matches(name, known, n=MAX_SUGGESTED, cutoff=0.6)
    if len(close) > 1:  # numbered ids are all alike: none is likelier
        return f"near it are {few(sorted(close))}"
    if parts or close:
        return f"did you mean `{make_visible((parts or close)[0], 80)}`?"
    return ""


def few(names: Sequence[str]) -> str:
    """Name some of them, and count the rest."""
    shown = ", ".join(f"`{make_visible(one, 40)}`" for one in names[:MAX_SUGGESTED])
    more = len(names) - MAX_SUGGESTED
    if more > 0:
        return f"{shown} and {more} more"
    return shown or "none"
