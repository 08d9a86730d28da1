"""A worker's responses, checked: from decoded data that may lie to `api`'s values.

Pure functions for the trusted side. What does not have the shape that our own worker
sends raises InvalidResponseError; every text is cut and its control characters are
shown. A student's subclass cannot be among the values, for `wire` makes none; types are
compared exactly all the same, so that `True` is no line number.
"""

import builtins
import re
import struct
import types
from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.model import Verdict
from autograder.sandbox.api import (
    CallResult,
    CellResult,
    DrawnAxes,
    DrawnLine,
    Output,
    OverwrittenNames,
)
from autograder.sandbox.guest import wire
from autograder.sandbox.host.spelled_names import SpelledNames
from autograder.sandbox.student_faults import (
    ExceptionRaised,
    FunctionMissing,
    StudentFault,
)

_NAME, _LABEL, _DETAIL = 60, 200, 2000
_BASES, _NAMES, _OUTPUTS, _TAKEN = 50, 2000, 50, 20
_AXES, _LINES, _POINTS = 20, 50, 100_000
_PNG_BYTES, _PNG_SIDE = 2 << 20, 4000
_PNG_HEAD, _PNG_LEAST = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 33
_CALLBACK_PARTS = 3
_MODULES = (builtins, types, np, np.exceptions, np.linalg, np.ma)
_CLASSES = {
    member.__name__: member
    for module in _MODULES
    for member in vars(module).values()
    if isinstance(member, type)
}
_EXCEPTIONS = frozenset(
    [name for name, class_ in _CLASSES.items() if issubclass(class_, BaseException)]
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


class InvalidResponseError(Exception):
    """A response that our own worker never gives: student code wrote it."""


def clean_text(text: str, length: int, *, keep: str = "") -> str:
    """Cut a text from the worker, and show its control characters instead of obeying.

    Args:
        text: untrusted.
        length: characters to keep.
        keep: control characters to leave, such as newlines where lines are shown.
    """
    text = text[:length]
    if text.isprintable():
        return text
    return "".join(_shown_character(char, keep) for char in text)


def _shown_character(char: str, keep: str) -> str:
    if char.isprintable() or char in keep:
        return char
    return ascii(char)[1:-1]


def read_cell_result(value: Any, output_chars: int) -> CellResult:
    """Read what running a cell gave."""
    shown = _dict(value, {"stdout", "stderr", "outputs", "raised"})
    fault = None
    if shown["raised"] is not None:
        fault = _raised(_list(shown["raised"], 5))
    return CellResult(
        fault=fault,
        stdout=_lines(shown["stdout"], output_chars),
        stderr=_lines(shown["stderr"], output_chars),
        outputs=tuple(
            _output(item, output_chars) for item in _list_to(_OUTPUTS, shown["outputs"])
        ),
    )


def add_known_pictures(result: CellResult, known: Mapping[str, bytes]) -> CellResult:
    """Put pictures that need not be drawn where the worker names them."""
    if not known:
        return result
    outputs = (_with_picture(output, known) for output in result.outputs)
    return replace(result, outputs=tuple(outputs))


def _with_picture(output: Output, known: Mapping[str, bytes]) -> Output:
    if output.png:
        return output
    # Who names a key without having made that figure would have to guess 128 bits.
    return replace(output, png=known.get(output.key, b""))


def read_plain_result(value: Any) -> CallResult:
    """Read what a call gave that was asked for its value alone."""
    return CallResult(value=value)


def read_call_result(value: Any) -> CallResult:
    """Read what a call gave that was asked for more than its value."""
    returned, arguments, drawing = _list(value, 3)
    result = CallResult(value=returned)
    if arguments is not None:
        result = replace(result, arguments=tuple(_list(arguments)))
    if drawing is not None:
        axes = tuple(_axes(drawn) for drawn in _list_to(_AXES, drawing))
        result = replace(result, drawing=axes)
    return result


def read_names(value: Any) -> dict[str, str]:
    """Read the names that a notebook defined."""
    if type(value) is not dict or len(value) > _NAMES:
        raise InvalidResponseError
    return {_text(name, _LABEL): _text(kind, _NAME) for name, kind in value.items()}


def read_overwritten(value: Any, words: Container[str]) -> dict[str, OverwrittenNames]:
    """Read by function what later cells did; names that no cell spells out are none."""
    if type(value) is not dict or len(value) > _NAMES:
        raise InvalidResponseError
    by_function = {}
    for name, parts in value.items():
        taken, changed = (_cell_numbers(part, words) for part in _list(parts, 2))
        by_function[_text(name, _LABEL)] = OverwrittenNames(
            taken=taken, changed=changed
        )
    return by_function


def _cell_numbers(value: Any, words: Container[str]) -> dict[str, int]:
    """Read cells' numbers by name."""
    if type(value) is not dict or len(value) > _TAKEN:
        raise InvalidResponseError
    if not all(type(number) is int for number in value.values()):
        raise InvalidResponseError
    return {
        name: number for name, number in value.items() if _text(name, _LABEL) in words
    }


def read_fault(
    value: Any, name: str, words: SpelledNames | None = None
) -> StudentFault:
    """Read why a request for the function `name` was not answered with a value.

    Args:
        value: untrusted.
        name: the function that was called.
        words: what may be told, beside Python's own names; None for all.
    """
    kind, *rest = _list(value) or [None]
    # A list as its kind could not even be looked up.
    if type(kind) is not str or kind not in _FAULTS:
        raise InvalidResponseError
    return _FAULTS[kind](rest, name, words)


def read_callback(value: Any) -> tuple[int, list[Any], dict[str, Any]]:
    """Read which function of a test to call back, and with what."""
    number, args, kwargs = _list(value, _CALLBACK_PARTS)
    if type(number) is not int or type(kwargs) is not dict:
        raise InvalidResponseError
    if not all(type(key) is str for key in kwargs):
        raise InvalidResponseError
    return number, _list(args), kwargs


# ------------------------------------------------------------------ faults


def _raised(
    parts: list[Any], _name: str = "", words: SpelledNames | None = None
) -> ExceptionRaised:
    name, bases, line, function, detail = _list(parts, 5)
    if type(line) is not int:
        raise InvalidResponseError
    return ExceptionRaised(
        name=tellable_name(_identifier(name), _EXCEPTIONS, words) or "an exception",
        bases=[_text(base, _LABEL) for base in _list_to(_BASES, bases)],
        where=_where(line, tellable_name(_identifier(function), (), words), words),
        detail=_lines(detail, _DETAIL),
    )


def _where(line: int, function: str, words: SpelledNames | None) -> str:
    """Say where it was, as far as the cells have such a place: a line can be a lie."""
    if words is None or words.has_line(line, function):
        return describe_place(line, function)
    # The line may be a number that a hidden test handed over.
    return f"a line of `{function}`" if function else ""


def describe_place(line: int, function: str = "") -> str:
    """Say where in a cell something is: "line 3 of `softmax`"."""
    if not 0 < line < 1 << 20:
        return ""
    name = _identifier(function)
    return f"line {line} of `{name}`" if name else f"line {line}"


def _identifier(text: Any) -> str:
    """Give a name that is one: nothing else is told of a hidden call's exception."""
    name = re.match(r"[^\W\d]\w*", _text(text, _NAME))
    return name.group() if name else ""


def tellable_name(name: str, common: Container[str], words: SpelledNames | None) -> str:
    """Give a name that may be told of a hidden call, or nothing.

    A name that the student's code makes up as it runs could hold what it was called
    with; one that its cells define, or that Python or numpy do, can say little.
    """
    if words is None or name in words or name in common:
        return name
    return ""


def tellable_typename(text: str, words: SpelledNames) -> str:
    """Give a type's name as it may be told, `object` for one that may not."""
    name = _identifier(text)
    dtype = re.match(r"ndarray of dtype (object|[<>|]?[USV]|datetime|timedelta)", text)
    if name == "ndarray" and dtype:
        return dtype.group()
    return tellable_name(name, _TYPES, words) or "object"


def _missing(
    parts: list[Any], name: str, words: SpelledNames | None
) -> FunctionMissing:
    (kind,) = _list(parts, 1)
    if kind is None:
        return FunctionMissing(f"`{name}` is not defined after the notebook has run")
    kind = _text(kind, _NAME)
    if words is not None:
        kind = tellable_typename(kind, words)
    article = "an" if kind[:1] in tuple("aeiou") else "a"
    return FunctionMissing(f"`{name}` is {article} {kind}, not a function")


def _unsendable(parts: list[Any], _name: str, _words: object) -> StudentFault:
    (reason,) = _list(parts, 1)
    if type(reason) is not str or reason not in wire.REASONS:
        raise InvalidResponseError
    return StudentFault(Verdict.WRONG, f"returned a value that {wire.REASONS[reason]}")


def _stale(parts: list[Any], _name: str, _words: object) -> StudentFault:
    _list(parts, 0)
    return stale_ref_fault()


def stale_ref_fault() -> StudentFault:
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
        raise InvalidResponseError
    if not _is_png(png):
        png = b""
    return Output(
        text=_lines(shown["text"], chars), png=png, key=_text(shown["key"], _NAME)
    )


def _is_png(data: bytes) -> bool:
    """Tell whether this begins as a PNG of a size that a browser may open."""
    # By its head: an image of 100,000 pixels a side can be a file of some kilobytes.
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
            raise InvalidResponseError
    if x.size != y.size or x.size > _POINTS:
        raise InvalidResponseError
    return DrawnLine(label=_text(label, _LABEL), x=x, y=y)


# ------------------------------------------------------------------ shapes of data


def _list(value: Any, length: int | None = None) -> list[Any]:
    if type(value) is not list or (length is not None and len(value) != length):
        raise InvalidResponseError
    return value


def _list_to(most: int, value: Any) -> list[Any]:
    if len(_list(value)) > most:
        raise InvalidResponseError
    return _list(value)


def _dict(value: Any, keys: set[str]) -> dict[str, Any]:
    if type(value) is not dict or set(value) != keys:
        raise InvalidResponseError
    return value


def _text(value: Any, length: int) -> str:
    if type(value) is not str:
        raise InvalidResponseError
    return clean_text(value, length)


def _lines(value: Any, length: int) -> str:
    if type(value) is not str:
        raise InvalidResponseError
    return clean_text(value, length + _LABEL, keep="\n\t")
