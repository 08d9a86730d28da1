"""Show a student's code without the student: an example for everybody to read. Pure.

Comments, docstrings and layout go. A name, a text or a long number stays when the
course uses it or when several people do; every other one could be somebody's.
"""

import ast
import builtins
import keyword
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from autograder.sandbox.guest.definitions import parse_quietly

SEVERAL = 3
"""people who use a name make it nobody's"""
LONG = 5
"""digits: a number that has so many, wherever its point stands, may be somebody's"""
KEPT_DIGITS = 2
"""what is left of such a number: it shows how large it is, and nobody"""
HUGE = 1e300
LONGEST = 20_000
_TEXT = "…"


def anonymise_code(source: str, known: frozenset[str]) -> str:
    """Give the code of an answer without what could name its author.

    Args:
        source: what the student wrote.
        known: names and texts that may stay, as by `known_words`.

    Returns:
        The code, newly laid out; empty where it is no Python.
    """
    tree = _tree(source)
    if tree is None:
        return ""
    _drop_texts(tree)
    _Renamer(known).rename(tree)
    try:
        return ast.unparse(ast.fix_missing_locations(tree)).strip()
    except (RecursionError, ValueError):  # too deep; a number of too many digits
        return ""


def known_words(
    course: Iterable[str], class_: Iterable[Iterable[str]]
) -> frozenset[str]:
    """Name what may stay in an example.

    Args:
        course: code that is the course's own: release and reference.
        class_: for each student, what they wrote.
    """
    people = Counter(
        word
        for answers in class_
        for word in {word for answer in answers for word in collect_words(answer)}
    )
    shared = {word for word, number in people.items() if number >= SEVERAL}
    own = {word for source in course for word in collect_words(source)}
    return frozenset(shared | own | _everybodys())


def collect_words(source: str) -> set[str]:
    """Give the names and texts in some code; nothing where it is no Python."""
    tree = _tree(source)
    if tree is None:
        return set()
    _drop_texts(tree)
    found: set[str] = set()
    for node in ast.walk(tree):
        found.update(_names(node))
        if isinstance(node, ast.Constant):
            found.update(_constant_texts(node.value))
    return found


def _constant_texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, int | float | complex):
        yield _written(value)


_USUAL = {
    *("", "np", "numpy", "plt", "math", "self", "args", "kwargs"),
    *("axis", "axes", "keepdims", "dtype", "out", "where", "copy", "initial", "order"),
    *("rcond", "indices", "subscripts", "key", "reverse", "default", "ndmin", "shape"),
    *("strict", "start", "label", "color", "pyplot", "matplotlib"),
}
"""names of libraries and of their arguments"""


@cache
def _everybodys() -> frozenset[str]:
    import numpy as np  # not for a command that shows no code

    homes = (np, np.ndarray, np.linalg, np.random, np.random.Generator, builtins)
    public = {name for home in homes for name in dir(home)}
    return frozenset(public | set(keyword.kwlist) | _USUAL)


def _tree(source: str) -> ast.Module | None:
    # No honest answer is so long, and what the parser takes grows with it.
    if len(source) > LONGEST:
        return None
    return parse_quietly(source)


def _drop_texts(tree: ast.Module) -> None:
    """Take docstrings and other lone texts out."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)  # of a lambda: an expression
            if isinstance(body, list) and body:
                kept = [statement for statement in body if not _is_text(statement)]
                body[:] = kept or [ast.Pass()]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _names(node: ast.AST) -> Iterator[str]:
    """Give each name in a node's own fields, and each part of a dotted one."""
    if isinstance(node, ast.Constant):
        return
    for _, value in ast.iter_fields(node):
        values = value if isinstance(value, list) else [value]
        for text in values:
            if isinstance(text, str):
                yield from text.split(".")


class _Renamer:
    """Gives each unknown name one of its own: name_1, then name_2."""

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known
        self._given: dict[str, str] = {}

    def rename(self, tree: ast.AST) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant):
                self._clean(node)
                continue
            for field, value in ast.iter_fields(node):
                if isinstance(value, str):
                    setattr(node, field, self._name(value))
                elif isinstance(value, list) and value and isinstance(value[0], str):
                    setattr(node, field, [self._name(name) for name in value])

    def _name(self, name: str) -> str:
        return ".".join(map(self._part, name.split(".")))

    def _part(self, name: str) -> str:
        if name in self._known:
            return name
        return self._given.setdefault(name, f"name_{len(self._given) + 1}")

    def _clean(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, str) and value not in self._known:
            node.value = _TEXT
        elif isinstance(value, bytes):
            node.value = b""
        elif isinstance(value, int | float | complex):
            node.value = self._number(value)

    def _number(self, value: complex) -> complex:
        """Round a number that could be an id, whatever it is written as."""
        if isinstance(value, complex):
            return complex(self._number(value.real), self._number(value.imag))
        if not _is_long(value) or _written(value) in self._known:
            return value
        rounded = HUGE
        if value < HUGE:  # Python makes no float of a larger whole number
            rounded = float(f"{value:.{KEPT_DIGITS - 1}e}")
        return int(rounded) if isinstance(value, int) else rounded


def _is_long(value: float) -> bool:
    """Tell whether a number has many digits; a power of ten is nobody's."""
    digits = _written(value).partition("e")[0].replace(".", "").strip("0")
    whole = isinstance(value, int) or value.is_integer()
    many = len(digits) >= LONG or (whole and value >= 10 ** (LONG - 1))
    return many and digits != "1"


def _written(value: complex) -> str:
    """Write a number as it is; a huge one, which Python may refuse to write, apart."""
    # More than 4,300 digits raise ValueError (`sys.set_int_max_str_digits`).
    if isinstance(value, int) and value >= HUGE:
        return "huge"
    return repr(value)
