"""A worker's answers, checked: from decoded data that may lie to the protocol's values.

Pure functions for the trusted side. What does not have the shape that an honest worker
sends raises Unbelievable; every text is cut and its control characters are shown.
"""

import builtins
import re
import struct
import types
from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder import wire
from autograder.model import Verdict
from autograder.sandbox.faults import Missing, Raised, StudentFault
from autograder.sandbox.protocol import (
    CallResult,
    CellResult,
    DrawnAxes,
    DrawnLine,
    Output,
    Overwritten,
)
from autograder.sandbox.spelled import SpelledNames

_NAME, _LABEL, _DETAIL = 60, 200, 2000
_BASES, _NAMES, _OUTPUTS, _TAKEN = 50, 2000, 50, 20
_AXES, _LINES, _POINTS = 20, 50, 100_000
_PNG_BYTES, _PNG_SIDE = 2 << 20, 4000
_PNG_HEAD, _PNG_LEAST = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 33
_CALLBACK_PARTS = 3
_HOMES = (builtins, types, np, np.exceptions, np.linalg, np.ma)
_CLASSES = {
    kind.__name__: kind
    for home in _HOMES
    for kind in vars(home).values()
    if isinstance(kind, type)
}
_EXCEPTIONS = frozenset(
    [name for name, kind in _CLASSES.items() if issubclass(kind, BaseException)]
    + ["JSONDecodeError"]
)
"""names of exceptions that anybody's code may meet"""
_PLAIN_TYPES = (
    "list_iterator tuple_iterator set_iterator dict_keyiterator dict_keys dict_values "
    "dict_items deque OrderedDict defaultdict Fraction Decimal DataFrame Series Figure "
    "Axes Line2D"
)
_TYPES = frozenset({*_CLASSES} - _EXCEPTIONS | {*_PLAIN_TYPES.split()})
"""names of types that anybody's code may return"""


class Unbelievable(Exception):  # noqa: N818 - what the answer is
    """An answer that no honest worker gives."""


def clean(text: str, length: int, *, keep: str = "") -> str:
    """Cut a text from the worker, and show its control characters instead of obeying.

    Args:
        text: untrusted.
        length: characters to keep.
        keep: control characters to leave, such as newlines where lines are shown.
    """
    text = text[:length]
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in keep else ascii(char)[1:-1]
        for char in text
    )


def cell_result(value: Any, output_chars: int) -> CellResult:
    """Read what running a cell gave."""
    shown = _dict(value, {"stdout", "stderr", "outputs", "raised"})
    raised = shown["raised"]
    return CellResult(
        fault=None if raised is None else _raised(_list(raised, 5)),
        stdout=_lines(shown["stdout"], output_chars),
        stderr=_lines(shown["stderr"], output_chars),
        outputs=tuple(
            _output(item, output_chars) for item in _list_to(_OUTPUTS, shown["outputs"])
        ),
    )


def with_pictures(result: CellResult, known: Mapping[str, bytes]) -> CellResult:
    """Put pictures that need not be drawn where the worker names them."""
    outputs = (
        output if output.png else replace(output, png=known.get(output.key, b""))
        for output in result.outputs
    )
    return replace(result, outputs=tuple(outputs)) if known else result


def plain_result(value: Any) -> CallResult:
    """Read what a call gave that was asked for its value alone."""
    return CallResult(value=value)


def call_result(value: Any) -> CallResult:
    """Read what a call gave that was asked for more than its value."""
    given, arguments, drawing = _list(value, 3)
    return CallResult(
        value=given,
        arguments=() if arguments is None else tuple(_list(arguments)),
        drawing=()
        if drawing is None
        else tuple(_axes(axes) for axes in _list_to(_AXES, drawing)),
    )


def names(value: Any) -> dict[str, str]:
    """Read the names that a notebook defined."""
    if type(value) is not dict or len(value) > _NAMES:
        raise Unbelievable
    return {_text(name, _LABEL): _text(kind, _NAME) for name, kind in value.items()}


def overwritten(value: Any, words: Container[str]) -> dict[str, Overwritten]:
    """Read by function what later cells did; names that no cell spells out are none."""
    if type(value) is not dict or len(value) > _NAMES:
        raise Unbelievable
    found = {}
    for name, parts in value.items():
        taken, changed = (_numbered(part, words) for part in _list(parts, 2))
        found[_text(name, _LABEL)] = Overwritten(taken=taken, changed=changed)
    return found


def _numbered(value: Any, words: Container[str]) -> dict[str, int]:
    """Read cells' numbers by name."""
    if type(value) is not dict or len(value) > _TAKEN:
        raise Unbelievable
    if not all(type(number) is int for number in value.values()):
        raise Unbelievable
    return {
        name: number for name, number in value.items() if _text(name, _LABEL) in words
    }


def fault(value: Any, name: str, words: SpelledNames | None = None) -> StudentFault:
    """Read why a request for the function `name` was not answered with a value.

    Args:
        value: untrusted.
        name: the function that was called.
        words: what may be told, beside Python's own names; None for all.
    """
    kind, *rest = _list(value) or [None]
    read = _FAULTS.get(kind) if type(kind) is str else None
    if read is None:
        raise Unbelievable
    return read(rest, name, words)


def callback(value: Any) -> tuple[int, list[Any], dict[str, Any]]:
    """Read which function of a test to call back, and with what."""
    number, args, kwargs = _list(value, _CALLBACK_PARTS)
    if type(number) is not int or type(kwargs) is not dict:
        raise Unbelievable
    if not all(type(key) is str for key in kwargs):
        raise Unbelievable
    return number, _list(args), kwargs


# ------------------------------------------------------------------ faults


def _raised(
    parts: list[Any], _name: str = "", words: SpelledNames | None = None
) -> Raised:
    name, bases, line, function, detail = _list(parts, 5)
    if type(line) is not int:
        raise Unbelievable
    return Raised(
        name=known(_identifier(name), _EXCEPTIONS, words) or "an exception",
        bases=[_text(base, _LABEL) for base in _list_to(_BASES, bases)],
        where=_where(line, known(_identifier(function), (), words), words),
        detail=_lines(detail, _DETAIL),
    )


def _where(line: int, function: str, words: SpelledNames | None) -> str:
    """Say where it was, as far as the cells have such a place: a line can be a lie."""
    if words is None or words.has_line(line, function):
        return place(line, function)
    return f"a line of `{function}`" if function else ""


def place(line: int, function: str = "") -> str:
    """Say where in a cell something is: "line 3 of `softmax`"."""
    if not 0 < line < 1 << 20:
        return ""
    name = _identifier(function)
    return f"line {line} of `{name}`" if name else f"line {line}"


def _identifier(text: Any) -> str:
    """Give a name that is one: nothing else is told of a hidden call's exception."""
    name = re.match(r"[^\W\d]\w*", _text(text, _NAME))
    return name.group() if name else ""


def known(name: str, common: Container[str], words: SpelledNames | None) -> str:
    """Give a name that may be told of a hidden call, or nothing.

    A name that the student's code makes up as it runs could hold what it was called
    with; one that its cells define, or that Python or numpy do, can say little.
    """
    told = words is None or name in words or name in common
    return name if told else ""


def typename(text: str, words: SpelledNames) -> str:
    """Give a type's name as it may be told, `object` for one that may not."""
    name = _identifier(text)
    dtype = re.match(r"ndarray of dtype (object|[<>|]?[USV]|datetime|timedelta)", text)
    if name == "ndarray" and dtype:
        return dtype.group()
    return known(name, _TYPES, words) or "object"


def _missing(parts: list[Any], name: str, words: SpelledNames | None) -> Missing:
    (kind,) = _list(parts, 1)
    if kind is None:
        return Missing(f"`{name}` is not defined after the notebook has run")
    kind = _text(kind, _NAME)
    kind = kind if words is None else typename(kind, words)
    article = "an" if kind[:1] in tuple("aeiou") else "a"
    return Missing(f"`{name}` is {article} {kind}, not a function")


def _unsendable(parts: list[Any], _name: str, _words: object) -> StudentFault:
    (reason,) = _list(parts, 1)
    if type(reason) is not str or reason not in wire.REASONS:
        raise Unbelievable
    return StudentFault(Verdict.WRONG, f"returned a value that {wire.REASONS[reason]}")


def _stale(parts: list[Any], _name: str, _words: object) -> StudentFault:
    _list(parts, 0)
    return stale()


def stale() -> StudentFault:
    """Say that a Ref is of another worker."""
    return StudentFault(
        Verdict.DIED, "an earlier result was lost together with its process"
    )


_Read = Callable[[list[Any], str, SpelledNames | None], StudentFault]
_FAULTS: dict[str, _Read] = {
    "raised": _raised,
    "missing": _missing,
    "unsendable": _unsendable,
    "stale": _stale,
}


# ------------------------------------------------------------------ what is shown


def _output(value: Any, chars: int) -> Output:
    shown = _dict(value, {"text", "png", "key"})
    png = shown["png"]
    if type(png) is not bytes:
        raise Unbelievable
    return Output(
        text=_lines(shown["text"], chars),
        png=png if _is_png(png) else b"",
        key=_text(shown["key"], _NAME),
    )


def _is_png(data: bytes) -> bool:
    """Tell whether this begins as a PNG of a size that a browser may open."""
    if not data.startswith(_PNG_HEAD) or len(data) < _PNG_LEAST:
        return False
    width, height = struct.unpack_from(">II", data, 16)
    sides_fit = 0 < width <= _PNG_SIDE and 0 < height <= _PNG_SIDE
    return sides_fit and len(data) <= _PNG_BYTES


def _axes(value: Any) -> DrawnAxes:
    drawn = _dict(value, {"title", "xlabel", "ylabel", "lines"})
    return DrawnAxes(
        title=_text(drawn["title"], _LABEL),
        xlabel=_text(drawn["xlabel"], _LABEL),
        ylabel=_text(drawn["ylabel"], _LABEL),
        lines=tuple(_line(line) for line in _list_to(_LINES, drawn["lines"])),
    )


def _line(value: Any) -> DrawnLine:
    label, x, y = _list(value, 3)
    for data in (x, y):
        if type(data) is not np.ndarray or data.dtype != np.float64 or data.ndim != 1:
            raise Unbelievable
    if x.size != y.size or x.size > _POINTS:
        raise Unbelievable
    return DrawnLine(label=_text(label, _LABEL), x=x, y=y)


# ------------------------------------------------------------------ shapes of data


def _list(value: Any, length: int | None = None) -> list[Any]:
    if type(value) is not list or (length is not None and len(value) != length):
        raise Unbelievable
    return value


def _list_to(most: int, value: Any) -> list[Any]:
    if len(_list(value)) > most:
        raise Unbelievable
    return _list(value)


def _dict(value: Any, keys: set[str]) -> dict[str, Any]:
    if type(value) is not dict or set(value) != keys:
        raise Unbelievable
    return value


def _text(value: Any, length: int) -> str:
    if type(value) is not str:
        raise Unbelievable
    return clean(value, length)


def _lines(value: Any, length: int) -> str:
    if type(value) is not str:
        raise Unbelievable
    return clean(value, length + _LABEL, keep="\n\t")
