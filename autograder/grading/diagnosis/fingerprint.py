"""Values small enough to keep; `matching` compares them. Pure.

A fingerprint tells what kind of value it is of, its shape, and for numbers four that
hang on each of them and on its place: two answers with the same bug have fingerprints
that are close, whatever the rounding of their last digits.
"""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.common.digests import sha256_hex
from autograder.grading.diagnosis.matching import ValuePrint
from autograder.sandbox.api import CallResult, DrawnAxes, DrawnLine
from autograder.sandbox.guest.wire import Ref
from autograder.sandbox.student_faults import ExceptionRaised, StudentFault

_ITEMS, _DEPTH, _TEXT = 60, 6, 80
NOTHING = 1e-12
"""what rounding leaves where numbers of an exercise's size cancel is smaller"""
_NUMBERS = 1 << 20
"""of an array whose numbers are looked at: a strange answer may be vast"""


def take_fingerprint(value: object, depth: int = _DEPTH) -> ValuePrint:
    """Give the print of whatever a student's function gave, or of how it failed."""
    if depth == 0:
        return "…"
    match value:
        case CallResult():
            parts = (value.value, value.arguments, value.drawing)
            found: ValuePrint = [take_fingerprint(part, depth) for part in parts]
        case StudentFault():
            found = _of_fault(value)
        case DrawnAxes():
            lines = [_of_line(line) for line in value.lines]
            found = ["axes", value.title, value.xlabel, value.ylabel, *lines]
        case np.ndarray():
            found = _of_array(value)
        case list() | tuple():
            found = _of_items(value, depth)
        case dict():
            items = [(str(key)[:_TEXT], part) for key, part in value.items()]
            items.sort(key=lambda item: item[0])  # parts may not be comparable
            prints = [[key, take_fingerprint(part, depth - 1)] for key, part in items]
            found = ["dict", *prints]
        case _:
            found = _of_plain(value)
    return found


def _of_plain(value: object) -> ValuePrint:
    found: ValuePrint = ["other", type(value).__name__]
    match value:
        case None:
            found = None
        case bool() | np.bool_():  # before int, which a bool is as well
            found = bool(value)
        case int() | np.integer():
            # Cut: an integer may be long, and a print is small.
            found = ["int", str(int(value))[:_TEXT]]
        case float() | np.floating():
            found = _digits(float(value))
        case str() | bytes():
            found = [type(value).__name__, _digest(value)]
        case Ref():
            found = ["ref", value.typename]
    return found


def _of_items(value: Sequence[object], depth: int) -> ValuePrint:
    kind = type(value).__name__
    if len(value) > 1 and all(type(item) is float for item in value):
        return [kind, _of_array(np.array(value))]
    parts = [take_fingerprint(part, depth - 1) for part in value[:_ITEMS]]
    return [kind, len(value), *parts]


def _of_line(line: DrawnLine) -> ValuePrint:
    return [line.label, _of_array(line.x), _of_array(line.y)]


def _of_array(array: NDArray[Any]) -> ValuePrint:
    kind = f"{array.dtype.kind}{array.dtype.itemsize}"
    shape = list(array.shape)
    if array.dtype.kind not in "biuf" or array.size > _NUMBERS:
        return [kind, shape]
    flat = array.astype(np.float64).ravel()
    odd = ~np.isfinite(flat)
    where = ""
    if odd.any():
        where = _digest(_kinds(flat).tobytes())
    return [kind, shape, where, *_projections(np.where(odd, 0.0, flat))]


def _kinds(flat: NDArray[np.float64]) -> NDArray[np.int8]:
    """Tell nan and the two infinities from numbers, entry by entry.

    Not by their bits: a nan has a sign, and processors disagree about log(-1)'s.
    """
    kinds = (np.isfinite(flat), np.isposinf(flat), np.isneginf(flat))
    return np.select(kinds, (0, 1, 2), 3).astype(np.int8)


def _projections(flat: NDArray[np.float64]) -> list[float]:
    """Give the largest size, and sums in which each entry has a weight of its own.

    What is as good as zero gives zeros: which digits rounding left there, and in which
    place, is the processor's.
    """
    size = float(np.max(np.abs(flat), initial=0.0))
    if size <= NOTHING:
        return [0.0, 0.0, 0.0, 0.0]
    scaled, place = flat / size, np.arange(1, flat.size + 1)
    # Weights that never repeat, all positive so that a sum is never all rounding.
    weights = (1.0, 1.0 + place * math.sqrt(2) % 1, 1.0 + place * math.sqrt(3) % 1)
    sums = [float(np.mean(scaled * weight)) + 2.0 for weight in weights]
    return [_digits(size), *map(_digits, sums)]


def _of_fault(fault: StudentFault) -> ValuePrint:
    """Tell how a call failed: the kind of exception and what it said.

    Without places in memory, and without numbers that were rounded.
    """
    if not isinstance(fault, ExceptionRaised):
        return ["fault", fault.verdict.value]
    said = re.sub(r"0x[0-9a-f]+|\d*\.\d+(e[+-]?\d+)?|\d+e[+-]?\d+", "", fault.detail)
    return ["raised", fault.name, _digest(said)]


def _digits(number: float) -> float:
    return float(f"{number:.10g}")


def _digest(data: str | bytes) -> str:
    if isinstance(data, str):
        # A student's text may hold what UTF-8 has no bytes for.
        data = data.encode("utf-8", "replace")
    return sha256_hex(data)[:10]
