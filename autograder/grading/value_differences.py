"""What can be said of any wrong value beside the right one, in words. Pure.

For a mistake that nobody has met yet: how the shape, the kind of numbers, the scale or
the order differ. What is said is a fact about these two values, never a guess at why.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.sandbox.guest.wire import typename_of

MOST = 2
"""remarks that are given: the first say most"""

_NEAR = 1e-6
_TINY = 1e-12
"""a size that rounding leaves where right numbers cancel"""
_RATIOS = {-1.0: "−1", 2.0: "2", -2.0: "−2", 0.5: "1/2", -0.5: "−1/2"}
Array = NDArray[Any]


def describe_value_differences(yours: object, expected: object) -> tuple[str, ...]:
    """Say how a value differs from the expected one; nothing when it does not."""
    right, found = _numbers(expected), _numbers(yours)
    if yours is None and expected is not None:
        return ("it is None: is a `return` missing?",)
    if right is None:
        return ()
    if found is None:
        return (f"it is of the type {typename_of(yours)}, expected numbers",)
    said = _of_shape(found, right) or _of_values(found, right)
    return tuple(said)[:MOST]


def _numbers(value: object) -> Array | None:
    """Read a value as an array of numbers, if it is one."""
    if isinstance(value, bool) or not isinstance(
        value, int | float | np.number | np.ndarray | list
    ):
        return None
    try:
        array = np.asarray(value)
    except ValueError:  # lists of unequal lengths
        return None
    if array.dtype.kind not in "biuf":
        return None
    return array


# ------------------------------------------------------------------ shape


def _of_shape(found: Array, right: Array) -> list[str]:
    if found.shape == right.shape:
        return []
    said = f"its shape is {_shape(found)}, expected {_shape(right)}"
    if right.ndim > 1 and _equal(found, right.T):
        return [f"{said}: these are the right numbers, transposed"]
    if found.size == right.size and _equal(found.ravel(), right.ravel()):
        return [f"{said}: these are the right numbers in another shape"]
    if right.ndim == 0 and found.size and _equal(found.mean(), right):
        return [f"{said}: their mean would be right"]
    if right.ndim == 0 and found.size and _equal(found.sum(), right):
        return [f"{said}: their sum would be right"]
    return [said]


def _shape(array: Array) -> str:
    if array.ndim == 0:
        return "that of a single number"
    return str(array.shape)


# ------------------------------------------------------------------ values


def _of_values(found: Array, right: Array) -> list[str]:
    if _equal(found, right):
        return []
    if not np.isfinite(found).all() and np.isfinite(right).all():
        bad = int((~np.isfinite(found)).sum())
        return [f"{bad} of {found.size} numbers are nan or infinite"]
    if not np.isfinite(right).all():
        return []
    return [
        *_of_kind(found, right),
        *_of_scale(found, right),
        *_of_order(found, right),
        *_of_rows(found, right),
    ]


def _of_kind(found: Array, right: Array) -> Iterator[str]:
    if found.dtype.kind in "biu" and right.dtype.kind == "f":
        with np.errstate(all="ignore"):
            cut = _equal(found, np.trunc(right)) or _equal(found, np.rint(right))
        if cut:
            yield "the fractions are cut off: it holds whole numbers"


def _of_scale(found: Array, right: Array) -> Iterator[str]:
    found, right = found.astype(float), right.astype(float)
    size = float(np.max(np.abs(right), initial=0.0))
    counts = np.abs(right) > max(_TINY, _TINY * size)  # the others may be rounding
    if counts.any() and _equal(found[~counts], right[~counts]):
        ratios = found[counts] / right[counts]
        ratio = float(ratios.flat[0])
        if ratio != 0 and np.allclose(ratios, ratio, rtol=_NEAR, atol=0):
            yield _ratio_words(ratio, right)
            return
    differences = found - right
    if right.size > 1 and np.allclose(
        differences, differences.flat[0], rtol=_NEAR, atol=1e-12
    ):
        yield f"every number is {_short(float(differences.flat[0]))} too large"


def _ratio_words(ratio: float, right: Array) -> str:
    written = _short(ratio)
    for known, words in _RATIOS.items():
        if _equal(known, ratio):
            written = words
    where = "everywhere" if right.size > 1 else "here"
    said = f"it is {written} × the expected value, {where}"
    if sizes := _sizes_like(ratio, right):
        said += f", as {' or '.join(sizes)} would be"
    return said


def _sizes_like(ratio: float, right: Array) -> list[str]:
    """Write which sizes of a table a ratio equals, or one over which of them."""
    if right.ndim <= 1:
        return []
    sign = "−" if ratio < 0 else ""
    sizes = [
        (name, size)
        for name, size in (("n", right.shape[0]), ("k", right.shape[-1]))
        if size > 1
    ]
    found = []
    for name, size in sizes:
        if _equal(abs(ratio), float(size)):
            found.append(f"{sign}{name} (here {name} = {size})")
        if _equal(abs(ratio), 1.0 / size):
            found.append(f"{sign}1/{name} (here {name} = {size})")
    return found


def _of_order(found: Array, right: Array) -> Iterator[str]:
    if right.ndim == 2 and right.shape[0] == right.shape[1] and _equal(found, right.T):  # noqa: PLR2004 - a table
        yield "these are the right numbers, transposed"
    elif right.size > 1 and _equal(np.sort(found, None), np.sort(right, None)):
        yield "these are the right numbers in another order"


def _of_rows(found: Array, right: Array) -> Iterator[str]:
    if right.ndim != 2 or right.shape[0] < 2:  # noqa: PLR2004 - a table
        return
    wrong = [row for row in range(len(right)) if not _equal(found[row], right[row])]
    if len(wrong) < len(right):
        rows = ", ".join(str(row) for row in wrong)
        yield (
            f"only row {rows} is wrong" if len(wrong) == 1 else f"rows {rows} are wrong"
        )
    sums, wanted = found.sum(axis=-1), right.sum(axis=-1)
    if _equal(wanted, wanted[0]) and not _equal(sums, wanted):
        shown = ", ".join(_short(float(one)) for one in sums[:3])
        yield f"its rows sum to {shown}, expected {_short(float(wanted[0]))}"


def _equal(one: Any, other: Any) -> bool:
    one, other = np.asarray(one, float), np.asarray(other, float)
    # Arrays of other shapes would be spread out, and might be equal then.
    if one.shape not in ((), other.shape) and other.shape != ():
        return False
    return bool(np.allclose(one, other, rtol=_NEAR, atol=1e-9, equal_nan=True))


def _short(number: float) -> str:
    if abs(number) <= _TINY:
        return "0"
    # A little more: where four digits end in the middle, the last bit would decide.
    return f"{number * (1 + 1e-9):.4g}".replace("-", "−")
