"""What a message tells of a value that student code chose: a few bits. Pure.

That code has seen hidden inputs, and its author reads the message: sixteen digits of a
value could be sixteen digits of an input. So a message has the numbers that were
expected anyway, steps in place of distances, and at most four numbers of two digits.
"""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.common.text import make_visible
from autograder.sandbox.guest.wire import typename_of

MOST_AXES, MOST_ITEMS = 4, 10
"""of a value whose shape or length is told"""
STEPS = (1, 2, 5, 10, 20, 50, 100, 200)
"""percent in which it is told how far off a value is"""
LEAST_POWER, FAR = -16, "far off"
MOST_NUMBERS, MOST_DIGITS, BEYOND = 4, 2, 1e6
"""numbers told in a message, digits of each, and what is told of no size"""
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def coarsen_numbers(text: str) -> str:
    """Round the numbers of a message: two digits each, four numbers in all.

    A hidden test may quote how steep or how long the student's gradient is.
    """
    numbers_left = MOST_NUMBERS

    def coarsen(found: re.Match[str]) -> str:
        nonlocal numbers_left
        numbers_left -= 1
        # Of many numbers even the first digits would be a text.
        return _coarsen_number(found[0]) if numbers_left >= 0 else "…"

    return _NUMBER.sub(coarsen, text)


def _coarsen_number(number: str) -> str:
    value = float(number)
    if value >= BEYOND:
        return "over 1000000"
    if value and value < 1 / BEYOND:
        return "nearly 0"
    digits = number.partition("e")[0].replace(".", "").lstrip("0")
    if len(digits) <= MOST_DIGITS:
        return number
    return f"{float(f'{value:.2g}'):g}"


def describe_type(value: Any) -> str:
    """Name the kind of a value, with its article."""
    name = typename_of(value)
    article = "an" if name[:1] in "aeiou" else "a"
    return f"{article} {name}"


def describe_dtype(dtype: np.dtype[Any]) -> str:
    """Name a dtype without the length of its texts, which the student's code chose."""
    if dtype.kind in "biufc":
        return dtype.name
    return dtype.name.rstrip("0123456789")


def describe_shape(shape: Sequence[int]) -> str:
    """Write a shape of ours."""
    return str(tuple(int(size) for size in shape))


def describe_found_shape(found: Sequence[int], expected: Sequence[int] = ()) -> str:
    """Write a shape that the student's code chose: other sizes are a `?` each."""
    if len(found) > MOST_AXES:
        return f"of more than {MOST_AXES} axes"
    told = {0, 1, *expected, math.prod(expected)}
    sizes = [str(size) if size in told else "?" for size in found]
    comma = "," * (len(sizes) == 1)  # as Python writes a tuple of one
    return f"({', '.join(sizes)}{comma})"


def describe_length(found: int) -> str:
    """Write a length that the student's code chose, where it is a short one."""
    return str(found) if found < MOST_ITEMS else "many"


def list_names(keys: Sequence[str]) -> str:
    """Write names of ours, which are in the contract."""
    return ", ".join(sorted(f"`{make_visible(key, 40)}`" for key in keys))


def describe_difference(
    found: NDArray[np.float64],
    wanted: NDArray[np.float64],
    right: NDArray[np.bool_],
    what: str,
) -> str:
    """Say how many entries are wrong, and by how much in steps.

    Args:
        found: what the student's function gave.
        wanted: what was expected, of the same shape.
        right: which entries are.
        what: names the value.
    """
    wrong = int((~right).sum())
    if np.isinf(found).any() and not np.isinf(wanted).any():
        return f"{coarsen_numbers(what)} contains infinite values"
    if wanted.ndim == 0:
        return f"{coarsen_numbers(what)} is {_distance_in_steps(found, wanted)}"
    many = describe_share(wrong, wanted.size)
    distance = _distance_in_steps(found, wanted)
    how = f"by up to {distance}"
    if distance == FAR:
        how = f"and {distance}"
    return f"{many} entries of {coarsen_numbers(what)} are wrong, {how}"


def describe_share(wrong: int, total: int) -> str:
    """Say how many of a known number are wrong: which ones would tell too much."""
    if wrong == total:
        return "all"
    if wrong == 1:
        return f"1 of {total}"
    rough = "most" if 2 * wrong > total else "some"
    return f"{rough} of {total}"


def _distance_in_steps(found: NDArray[np.float64], wanted: NDArray[np.float64]) -> str:
    with np.errstate(all="ignore"):
        gap = np.abs(found - wanted)
        size = float(np.max(np.abs(wanted), initial=0.0))
        # A nan is no distance; max would give it for all of them.
        worst = float(np.max(gap, initial=0.0, where=~np.isnan(gap)))
    if not math.isfinite(worst) or 0.0 in (size, worst):
        return FAR
    ratio = worst / size
    if ratio < STEPS[0] / 200:
        return f"1e{max(round(math.log10(ratio)), LEAST_POWER):03d} of its size off"
    if ratio > STEPS[-1] / 50:
        return FAR
    nearest = min(STEPS, key=lambda step: abs(math.log(100 * ratio / step)))
    return f"{nearest}% off"
