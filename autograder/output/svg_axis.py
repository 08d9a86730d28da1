"""Axes of a drawing: a range of values, where it lies, nice ticks, numbers. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

HUGE = 1e100
"""beyond this, or below its inverse, a range would overflow"""


@dataclass(frozen=True, slots=True)
class PlotAxis:
    """A range of values, where it lies in the picture, and its ticks."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]
    log: bool = False

    def at(self, value: float) -> float:
        """Give the place of a value in the picture."""
        low, high = _scaled(self.low, self.log), _scaled(self.high, self.log)
        share = (_scaled(value, self.log) - low) / (high - low)
        return self.start + share * (self.end - self.start)

    def tick_label(self, tick: float) -> str:
        """Write a tick, with no more digits than its neighbours ask for."""
        if self.log and not (_readable(self.ticks[0]) and _readable(self.ticks[-1])):
            return format_power(tick)
        if self.log or len(self.ticks) < 2:  # noqa: PLR2004 - a step needs two
            return format_number(tick)
        step = self.ticks[1] - self.ticks[0]
        size = max(abs(self.ticks[0]), abs(self.ticks[-1]))
        digits = math.floor(math.log10(size)) - math.floor(math.log10(step)) + 1
        if abs(tick) < step / 2:
            tick = 0.0
        return format_number(tick, min(max(digits, 1), 8))


def choose_axis(
    values: Sequence[float],
    start: float,
    end: float,
    *,
    loose: bool,
    log: bool = False,
) -> PlotAxis:
    """Choose a range and its ticks; a loose one ends at ticks."""
    low, high = _span(values, log=log)
    if log:
        ticks = _log_ticks(low, high)
        return PlotAxis(
            min(low, ticks[0]), max(high, ticks[-1]), start, end, ticks, True
        )
    # 1e-9, since 0.3 / 0.1 is a little less than 3 in floats.
    if loose:
        step = _nice((high - low) / 4)
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    else:
        step = _nice((high - low) / 5)
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    ticks = tuple(place * step for place in range(first, last + 1))
    if loose:
        low, high = min(low, ticks[0]), max(high, ticks[-1])
    return PlotAxis(low, high, start, end, ticks)


def _span(values: Sequence[float], *, log: bool) -> tuple[float, float]:
    """Give the smallest and largest value, made apart when they are as good as one."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if high - low > max(abs(low), abs(high)) * 1e-9 and high - low > 1 / HUGE:
        return low, high
    if log:
        return low / 10, high * 10
    middle = (low + high) / 2  # a flat line: it shall not lie on the edge
    if abs(middle) <= 1 / HUGE:
        return 0.0, 1.0
    return min(0.0, 2 * middle), max(0.0, 2 * middle)


def _nice(step: float) -> float:
    """Give the next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    rest = step / power
    return power * next((one for one in (1, 2, 5) if rest <= one + 1e-9), 10)


def _log_ticks(low: float, high: float) -> tuple[float, ...]:
    """Give powers of ten around the range; 1, 2, 5 when it is within one or two."""
    first = math.floor(math.log10(low) + 1e-9)
    last = math.ceil(math.log10(high) - 1e-9)
    if last - first > 2:  # noqa: PLR2004 - enough powers to read the scale from
        stride = math.ceil((last - first) / 5)
        return tuple(10.0**power for power in range(first, last + stride, stride))
    fine = [one * 10.0**power for power in range(first, last + 1) for one in (1, 2, 5)]
    below = max((tick for tick in fine if tick <= low * (1 + 1e-9)), default=fine[0])
    above = min((tick for tick in fine if tick >= high * (1 - 1e-9)), default=fine[-1])
    return tuple(tick for tick in fine if below <= tick <= above)


def _scaled(value: float, log: bool) -> float:
    return math.log10(value) if log else value


def format_number(value: float, digits: int = 3) -> str:
    """Write a number for people: 0.95, 120, 1.2×10⁻⁷, with a true minus sign."""
    if not math.isfinite(value):
        return str(value)
    if value and not _readable(value):
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        mantissa, power = _trim_zeros(mantissa), f"10{_raised(int(exponent))}"
        text = {"1": power, "-1": f"-{power}"}.get(mantissa, f"{mantissa}×{power}")
    else:
        decimals = _decimals_of(value, digits)
        text = _trim_zeros(f"{round(value, decimals):.{max(decimals, 0)}f}")
    return text.replace("-", "−")


def _decimals_of(value: float, digits: int) -> int:
    """Say how many decimals give so many digits; below 0 some before the point."""
    if not value:
        return 0
    return digits - 1 - math.floor(math.log10(abs(value)))


def _trim_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_power(value: float) -> str:
    """Write 1, 10, 10², … on a scale of powers; other values as numbers."""
    exponent = round(math.log10(value))
    if value != 10.0**exponent or exponent in (0, 1):
        return format_number(value)
    return f"10{_raised(exponent)}"


def _readable(value: float) -> bool:
    """Tell whether a number needs no power of ten."""
    return 1e-3 <= abs(value) < 1e5  # noqa: PLR2004 - what people write out


def _raised(exponent: int) -> str:
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
