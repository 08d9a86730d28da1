"""Text made fit to be shown: harmless, countable, a sentence. Knows nothing of courses.

Pure; the standard library only.
"""

import difflib
import unicodedata
from collections.abc import Collection, Iterable, Sequence

MAX_MARKS = 3
"""combining marks kept on one letter: a tall stack would cover other lines"""
MAX_SUGGESTED = 8
"""names told before the rest is counted"""
_ONE_BYTE, _TWO_BYTES = 0xFF, 0xFFFF
"""the last codes of two and of four hex digits"""


def make_visible(text: str, limit: int = 300, *, lines: bool = False) -> str:
    r"""Show text that a student may have chosen, so that nothing can obey it.

    Control, direction and other invisible characters are written as escapes such as
    `\x1b`; spaces of any kind become plain ones; what is longer than `limit` is cut.

    Args:
        text: anything.
        limit: characters kept; an ellipsis shows the cut.
        lines: keep line ends instead of showing them.
    """
    # First, so that what is cut off costs nothing.
    if len(text) > limit:
        text = text[: max(limit - 1, 0)] + "…"
    if _is_harmless(text.replace("\n", "") if lines else text):
        return text
    shown: list[str] = []
    marks = 0
    for char in text:
        # Each is printable; only their number on one letter does harm.
        if unicodedata.combining(char):
            marks += 1
        else:
            marks = 0
        keep = (char == "\n" and lines) or (char.isprintable() and marks <= MAX_MARKS)
        shown.append(char if keep else _escaped(char))
    return "".join(shown)


def _is_harmless(text: str) -> bool:
    """Tell whether it can be shown as it is, which nearly every text can."""
    if not text.isprintable():
        return False
    return text.isascii() or not any(map(unicodedata.combining, text))


def _escaped(char: str) -> str:
    if unicodedata.category(char) == "Zs":  # a space of some width
        return " "
    code = ord(char)
    if code <= _ONE_BYTE:
        return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char, f"\\x{code:02x}")
    if code <= _TWO_BYTES:
        return f"\\u{code:04x}"
    return f"\\U{code:08x}"


def suggest_closest(name: str, known: Iterable[str]) -> str:
    """Ask for the nearest of the known names; nothing when none is near."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean `{close[0]}`?" if close else ""


def count_noun(number: int, noun: str) -> str:
    """Count regular nouns: `1 test`, `2 tests`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def make_sentence(text: str) -> str:
    """Start with a capital letter and end with a full stop."""
    text = text.strip()
    if not text:
        return ""
    if not text.endswith((".", "!", "?", ":")):
        text = f"{text}."
    # Not `capitalize`, which would make the rest small.
    return text[:1].upper() + text[1:]


def suggest_names(name: str, known: Collection[str]) -> str:
    """Ask for what may have been meant: a near name, or those that it is a part of.

    Returns:
        one question, such as "did you mean `s011`?"; empty when nothing is near.
    """
    if name in known:
        return ""
    low = name.lower()
    parts = sorted(one for one in known if low and low in one.lower())
    if len(parts) > 1:
        return (
            f"`{make_visible(name, 80)}` is in {len(parts)} names: "
            f"{list_few_names(parts)}"
        )
    close = difflib.get_close_matches(name, known, n=MAX_SUGGESTED, cutoff=0.6)
    if len(close) > 1:  # numbered ids are all alike: none is likelier
        return f"near it are {list_few_names(sorted(close))}"
    if parts or close:
        return f"did you mean `{make_visible((parts or close)[0], 80)}`?"
    return ""


def list_few_names(names: Sequence[str]) -> str:
    """Name some of them, and count the rest."""
    shown = ", ".join(f"`{make_visible(one, 40)}`" for one in names[:MAX_SUGGESTED])
    more = len(names) - MAX_SUGGESTED
    if more > 0:
        return f"{shown} and {more} more"
    return shown or "none"
