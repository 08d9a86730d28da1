"""A submission that is asked with inputs off in their last bit.

Another processor rounds otherwise; an input that is off by one bit has the same effect
here. What changes with it hangs on last bits: a verdict that does is no catch, a value
that does is no sign by which a mistake is known again.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.grading.student import Student
from autograder.model import Limits, StudentCode
from autograder.sandbox.api import CallOptions, CallResult, Worker

_ODD = 0x9E3779B97F4A7C15
"""its powers mix the bits of a number, each in another way"""


class ShakenStudent(Student):
    """Puts its inputs off by a bit before they are sent."""

    def __init__(
        self,
        code: StudentCode,
        open_worker: Callable[[], Worker],
        limits: Limits,
        *,
        draw: int,
    ) -> None:
        super().__init__(code, open_worker, limits)
        self._draw = draw

    def call(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        options: CallOptions,
    ) -> CallResult:
        """Call a function of the notebook with positional arguments off by a bit."""
        if not options.arguments:  # these are compared with what was sent
            args = tuple(off_by_a_bit(argument, self._draw) for argument in args)
        return super().call(name, args, kwargs, options)


def off_by_a_bit(value: Any, draw: int) -> Any:
    """Move each number up or down to the next one; whole numbers are meant exactly.

    Equal numbers stay equal, within a call and from call to call: which way a number
    goes hangs on itself and on the draw alone.
    """
    match value:
        case float():
            return type(value)(_moved(np.asarray(value), draw))
        case np.ndarray() if value.dtype in (np.float64, np.float32):
            return _moved(value, draw)
        case list() | tuple():
            return type(value)(off_by_a_bit(inner, draw) for inner in value)
        case dict():
            return {key: off_by_a_bit(inner, draw) for key, inner in value.items()}
    return value


def _moved(array: np.ndarray[Any, Any], draw: int) -> Any:
    bits = array.astype(np.float64).view(np.uint64)
    # It wraps around on purpose: the high bits are well mixed then.
    mixed = bits * np.uint64(pow(_ODD, draw, 1 << 64))
    toward = np.where(mixed >> np.uint64(63), np.inf, -np.inf).astype(array.dtype)
    with np.errstate(all="ignore"):
        # Whole numbers are sizes and labels: off by a bit they would be other inputs.
        broken = np.isfinite(array) & (array != np.rint(array))
        return np.where(broken, np.nextafter(array, toward), array)
