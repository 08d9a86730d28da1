"""What hidden tests check with: sentences for the student, shape before values.

Each `assert_*` raises CheckFailed with a message that a student may read; none of them
quotes an input or an expected value, and of the student's own value it tells a few
bits: see `check_messages`. Values come from a worker and are plain
data of any kind, so each check takes whatever it is given and says what is wrong.

A file's tests named `test_values…` are its *value tests*. All its other tests are
BLOCKED until those pass, so that a right shape full of constants earns nothing;
`@needs` adds further conditions.

Hidden suites import all this as `autograder.checks`; inside the package it is
`autograder.grading.checks`.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from autograder.grading.check_messages import (
    coarsen_numbers,
    describe_difference,
    describe_dtype,
    describe_found_shape,
    describe_length,
    describe_shape,
    describe_share,
    describe_type,
    list_names,
)
from autograder.grading.student import StudentFunction
from autograder.sandbox.guest.wire import Ref
from autograder.sandbox.student_faults import ExceptionRaised

weight = pytest.mark.weight
"""`@weight(2)`: this test counts twice. The default is 1."""

needs = pytest.mark.needs
"""`@needs("test_shape")`: BLOCKED unless that test of the same file passed."""

RTOL = 1e-9
ATOL = 1e-12

FLAT, VARIED = 1e-9, 1e-3
"""of its size: a line that varies less is one number, one that varies more is not"""

_SCALE = ContextVar("tolerance_scale", default=1.0)


@contextmanager
def tolerance_scale(factor: float) -> Iterator[None]:
    """Multiply the tolerances of all checks, to see what hinges on them."""
    before = _SCALE.set(factor)
    try:
        yield
    finally:
        _SCALE.reset(before)


class CheckFailed(AssertionError):  # noqa: N818 - it is a finding, not an error
    """The student's answer is wrong; the message says how, in the student's words."""


def as_array(
    value: Any, shape: Sequence[int] | None = None, *, what: str = "the result"
) -> NDArray[Any]:
    """Give `value` as an array of real numbers, of this `shape` when one is given.

    Nested lists are accepted. The dtype is the value's own.
    """
    array = _to_array(value, what)
    if array.dtype.kind not in "fiub":
        raise _failure(
            what, f"holds {describe_dtype(array.dtype)} values, not real numbers"
        )
    if shape is not None and array.shape != tuple(shape):
        raise _failure(
            what,
            f"has shape {describe_found_shape(array.shape, shape)}, "
            f"expected {describe_shape(shape)}",
        )
    return array


def assert_shape(
    value: Any, shape: Sequence[int], *, what: str = "the result"
) -> NDArray[Any]:
    """Check the shape alone."""
    return as_array(value, shape, what=what)


def assert_values(
    value: Any,
    expected: ArrayLike,
    *,
    rtol: float = RTOL,
    atol: float = ATOL,
    what: str = "the result",
) -> NDArray[np.float64]:
    """Check shape, then kind, then |value − expected| ≤ atol + rtol |expected|.

    An array that should hold floats may not hold integers: they truncate.
    NaN equals nothing; infinities equal themselves.
    """
    wanted = np.asarray(expected, dtype=np.float64)
    array = as_array(value, wanted.shape, what=what)
    if array.ndim and array.size and array.dtype.kind != "f":
        raise _failure(
            what, f"holds {describe_dtype(array.dtype)} values, expected floats"
        )
    found = array.astype(np.float64)
    right = _close(found, wanted, rtol, atol)
    if not right.all():
        if not np.isnan(wanted).any() and np.isnan(found).any():
            raise _failure(what, "contains nan")
        raise CheckFailed(describe_difference(found, wanted, right, what))
    return found


def assert_scalar(value: Any, *, what: str = "the result") -> float:
    """Check that `value` is one real number; give it as a float."""
    array = as_array(value, what=what)
    if array.shape != ():
        raise _failure(
            what,
            f"has shape {describe_found_shape(array.shape)}, expected a single number",
        )
    return float(array)


def assert_number(
    value: Any,
    expected: float,
    *,
    rtol: float = RTOL,
    atol: float = ATOL,
    what: str = "the result",
) -> float:
    """Check that `value` is one real number close to `expected`."""
    expected = float(expected)
    if type(value) in (float, np.float64) and math.isfinite(expected):
        # Most numbers are right, and as arrays they cost ten times as much.
        found = float(value)
        if abs(found - expected) <= _SCALE.get() * (atol + rtol * abs(expected)):
            return found
    found = assert_scalar(value, what=what)
    assert_values(found, expected, rtol=rtol, atol=atol, what=what)
    return found


def assert_integers(
    value: Any, expected: ArrayLike, *, what: str = "the result"
) -> NDArray[np.int64]:
    """Check shape, an integer dtype, and exact equality."""
    wanted = np.asarray(expected, dtype=np.int64)
    array = as_array(value, wanted.shape, what=what)
    if array.size and array.dtype.kind not in "iu":
        raise _failure(
            what, f"holds {describe_dtype(array.dtype)} values, expected integers"
        )
    wrong = int((array != wanted).sum())
    if wrong:
        some = describe_share(wrong, wanted.size)
        raise CheckFailed(f"{some} entries of {coarsen_numbers(what)} are wrong")
    return wanted


def assert_dtype(
    value: Any, *allowed: type[np.generic], what: str = "the result"
) -> None:
    """Check the dtype of an array or a numpy scalar against the allowed ones."""
    dtype = _to_array(value, what).dtype
    if dtype.type not in allowed:
        names = " or ".join(np.dtype(kind).name for kind in allowed)
        raise _failure(what, f"has dtype {describe_dtype(dtype)}, expected {names}")


def assert_probabilities(
    value: Any,
    shape: Sequence[int],
    *,
    axis: int = -1,
    atol: float = 1e-9,
    what: str = "the result",
) -> NDArray[np.float64]:
    """Check shape, finite values in [0, 1], and sums of 1 along `axis`.

    Each up to `atol`: one minus what the others have may round to just below 0.
    """
    probs = as_array(value, shape, what=what).astype(np.float64)
    if not np.isfinite(probs).all():
        raise _failure(what, "contains nan or infinite values")
    allowed = _SCALE.get() * atol
    if ((probs < -allowed) | (probs > 1 + allowed)).any():
        raise _failure(what, "has values outside 0 to 1")
    if not np.allclose(probs.sum(axis=axis), 1.0, rtol=0, atol=allowed):
        raise _failure(what, f"does not sum to 1 along axis {axis}")
    return probs


def assert_finite(value: Any, *, what: str = "the result") -> NDArray[np.float64]:
    """Check that there is no nan and no infinity."""
    array = as_array(value, what=what).astype(np.float64)
    if not np.isfinite(array).all():
        raise _failure(what, "contains nan or infinite values")
    return array


def assert_true(condition: object, message: str) -> None:
    """Fail with `message` unless the condition holds."""
    if not condition:
        raise CheckFailed(coarsen_numbers(message))


def assert_close_to_run(
    value: Any, expected: ArrayLike, *, rtol: float, what: str
) -> NDArray[np.float64]:
    """Check values that add up over many steps against our own run of them."""
    return assert_values(value, expected, rtol=rtol, atol=rtol, what=what)


def assert_raises(
    function: StudentFunction,
    *args: Any,
    allowed: tuple[type[Exception], ...],
    **kwargs: Any,
) -> None:
    """Check that the call raises one of the `allowed` classes, by class alone."""
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in allowed}
    wanted = " or ".join(kind.__name__ for kind in allowed)
    try:
        function(*args, **kwargs)
    except ExceptionRaised as raised:
        if raised.name == "NotImplementedError":
            raise  # the exercise is not attempted, and the fault says so
        # By their names: the classes themselves stay in the worker.
        if names.isdisjoint(raised.bases):
            raise CheckFailed(
                f"raised {raised.name} where {wanted} was expected"
            ) from None
        return
    raise CheckFailed(f"returned a value where {wanted} was expected")


def assert_leaves_arguments_alone(
    function: StudentFunction, *args: Any, **kwargs: Any
) -> None:
    """Check that the arguments are the same after the call, and may be read-only."""
    _, after = function.with_arguments(*args, **kwargs)
    if len(after) != len(args):
        raise CheckFailed("the arguments could not be read back after the call")
    for position, (before, now) in enumerate(zip(args, after, strict=True), start=1):
        # A stub stands for a function of ours, a Ref for what the worker keeps.
        stands = callable(before) or isinstance(before, Ref)
        if not stands and not _same(before, now):
            raise CheckFailed(f"argument {position} was changed by the call")
    try:
        function.readonly(*args, **kwargs)
    except ExceptionRaised as raised:
        raise CheckFailed(
            f"raised {raised.name} when its arguments were write-protected: "
            "does it write into them?"
        ) from None


def assert_fresh_results(
    function: StudentFunction, first: Sequence[Any], second: Sequence[Any]
) -> None:
    """Check that a second call leaves the first call's result unchanged."""
    # Kept in the worker: what came over the wire is a copy, which no call can change.
    kept = function.keeping()(*first)
    before = function.fetch(kept)
    function(*second)
    if not _same(before, function.fetch(kept)):
        raise CheckFailed("a second call changed the result of the first")


def assert_mapping(
    value: Any, keys: Sequence[str], *, what: str = "the result"
) -> dict[str, Any]:
    """Check that `value` is a dict with exactly these keys."""
    if type(value) is not dict:
        raise _failure(what, f"is {describe_type(value)}, expected a dict")
    if set(value) != set(keys):
        missing = list_names([key for key in keys if key not in value])
        # Keys that should not be there are the student's: they are not quoted.
        lacking = "has more than"
        if missing:
            lacking = f"does not have {missing} of"
        raise _failure(what, f"{lacking} the keys {list_names(keys)}")
    return value


def assert_tuple(value: Any, length: int, *, what: str = "the result") -> Sequence[Any]:
    """Check that `value` is a tuple or list of this length; give its items."""
    if type(value) not in (tuple, list):
        raise _failure(what, f"is {describe_type(value)}, expected a tuple of {length}")
    if len(value) != length:
        found = describe_length(len(value))
        raise _failure(what, f"has {found} items, expected {length}")
    items: Sequence[Any] = value
    return items


def assert_drawn(
    axes: Sequence[Any],
    x: ArrayLike,
    lines: dict[str, ArrayLike],
    *,
    rtol: float = 1e-6,
) -> None:
    """Check that some drawn axes have both labels and a line of each name and data."""
    if not any(drawn.lines for drawn in axes):
        raise CheckFailed("nothing was drawn")
    labelled = [
        drawn for drawn in axes if drawn.xlabel.strip() and drawn.ylabel.strip()
    ]
    if not labelled:
        raise CheckFailed("the axes have no labels: name both x and y")
    found = {line.label: line for drawn in labelled for line in drawn.lines}
    for label, y in lines.items():
        if label not in found:
            raise CheckFailed(f"no line with the label `{label}` was drawn")
        what = f"the line `{label}`"
        if not np.isfinite([found[label].x, found[label].y]).all(axis=0).any():
            raise CheckFailed(f"{what} shows nothing: it has no finite number")
        # Steps and counts are drawn as integers: here they do not truncate.
        for axis, wanted in (("x", x), ("y", y)):
            drawn = as_array(getattr(found[label], axis), what=f"{axis} of {what}")
            floats = drawn.astype(np.float64)
            assert_values(floats, wanted, rtol=rtol, what=f"{axis} of {what}")


def assert_lines_vary(
    lines: Mapping[str, ArrayLike], right: Mapping[str, ArrayLike]
) -> None:
    """Check that the lines to be drawn say something where the right ones do.

    A plot is judged by the student's own functions. Where those give one number for
    everything, any plot of that number would agree with them; with right versions in
    their place only one that calls them does.

    Args:
        lines: what the student's own functions give, by label.
        right: what the reference's give.
    """
    for label, line in right.items():
        if _spread(lines[label]) <= FLAT < VARIED <= _spread(line):
            raise CheckFailed(
                f"the line `{label}` is one number everywhere: the function that it "
                "shows gives the same for every input"
            )


def _spread(line: ArrayLike) -> float:
    """Give how far a line's numbers lie apart, of their size; nan of odd ones."""
    try:
        numbers = np.asarray(line, dtype=np.float64)
    except (ValueError, TypeError, OverflowError):
        return math.nan
    if not numbers.size or not np.isfinite(numbers).all():
        return math.nan
    return float(np.ptp(numbers) / (np.max(np.abs(numbers)) or 1.0))


def norm(value: ArrayLike) -> float:
    """Give the Euclidean norm of all entries."""
    return float(np.sqrt(np.square(np.asarray(value, dtype=np.float64)).sum()))


# ------------------------------------------------------------------ what they share


def _failure(what: str, said: str) -> CheckFailed:
    """Make the sentence on a value; a hidden test may quote numbers in its name."""
    return CheckFailed(f"{coarsen_numbers(what)} {said}")


def _to_array(value: Any, what: str) -> NDArray[Any]:
    if value is None:
        raise _failure(what, "is None: is a `return` missing?")
    if isinstance(value, Ref | str | bytes | dict):
        raise _failure(what, f"is {describe_type(value)}, expected an array of numbers")
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        raise _failure(what, f"is {describe_type(value)} of unequal parts") from None
    return array


def _close(
    found: NDArray[np.float64], wanted: NDArray[np.float64], rtol: float, atol: float
) -> NDArray[np.bool_]:
    with np.errstate(all="ignore"):
        allowed = _SCALE.get() * (atol + rtol * np.abs(wanted))
        near: NDArray[np.bool_] = np.abs(found - wanted) <= allowed
    if np.isfinite(allowed).all():  # what is near a finite number is one
        return near
    finite = np.isfinite(found) & np.isfinite(wanted)
    return np.where(finite, near, found == wanted)


def _same(before: Any, now: Any) -> bool:
    """Tell whether plain data is unchanged: same types, shapes, dtypes and values."""
    if isinstance(before, dict):
        return (
            type(now) is dict
            and set(before) == set(now)
            and all(_same(before[key], now[key]) for key in before)
        )
    if isinstance(before, list | tuple):
        return (
            type(now) is type(before)
            and len(before) == len(now)
            and all(_same(old, new) for old, new in zip(before, now, strict=True))
        )
    if isinstance(before, np.ndarray):
        # With `equal_nan`, numpy raises a TypeError over an array of texts.
        return (
            isinstance(now, np.ndarray)
            and before.shape == now.shape
            and before.dtype == now.dtype
            and np.array_equal(before, now, equal_nan=before.dtype.kind == "f")
        )
    if isinstance(before, Ref):
        return isinstance(now, Ref)
    if type(before) is not type(now):
        return False
    both_nan = isinstance(before, float) and math.isnan(before) and math.isnan(now)
    return both_nan or bool(before == now)
