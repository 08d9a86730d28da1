"""Which known mistake an answer looks like. Pure.

Theory of operation. A trace is what a student's functions gave in each hidden test
that the answer failed, drawn with seeds that are the same for everyone. Two answers
agree in a test when both pass it, or when both fail it with the same values. The
likeness of an answer to a known mistake is the share of tests in which they agree,
among those that at least one of them fails. A mistake is named when it fits wholly, or
when it fits well and clearly better than every other.
"""

import hmac
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

ValuePrint = None | bool | int | float | str | list[Any]
"""a value, small enough to keep: made of what JSON can hold; lists hold prints"""

NEAR, TINY = 1e-6, 1e-13
"""relative, and absolute: the rounding of one computation in two orders"""

Trace = Mapping[str, Sequence[ValuePrint] | None]
"""by failed test, the prints of what was given there, None where it is not known"""

FITS, CLEARLY = 0.75, 0.2
"""the least likeness that is shown, and how far the next one must lie behind"""

ENOUGH = 3
"""tests that must agree in numbers where not all do: two answers may both be zero, be
nan, raise, or choose one of three classes, for reasons of their own"""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a known mistake an answer is, from 0 to 1."""

    misconception: str
    share: float


@dataclass(frozen=True, slots=True)
class Signatures:
    """The traces of every known mistake of an assignment."""

    suite: str = ""
    """hash of the suite that they were made with"""
    traces: Mapping[str, Mapping[str, Trace]] = field(default_factory=dict)
    """by exercise, by misconception"""

    def to_json(self) -> str:
        """Write them with a line for each misconception."""
        lines = [
            f"{json.dumps([exercise, name, dict(trace)], separators=(',', ':'))}"
            for exercise, traces in self.traces.items()
            for name, trace in traces.items()
        ]
        return "\n".join([json.dumps(self.suite), *lines]) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Signatures":
        """Read what `to_json` wrote.

        Raises:
            ValueError: it is something else.
        """
        suite, *lines = map(json.loads, text.splitlines())
        traces: dict[str, dict[str, Trace]] = {}
        for exercise, name, trace in lines:
            traces.setdefault(exercise, {})[name] = trace
        return cls(str(suite), traces)


def find_likest_mistake(trace: Trace, known: Mapping[str, Trace]) -> list[Likeness]:
    """Give the known mistake that an answer looks like, if one does clearly.

    Several come back only where each fits wholly: no value tells them apart.
    """
    ranked = rank_mistakes(trace, known)
    same = [mistake for mistake in ranked if mistake.share == 1.0]
    if same or not ranked:
        return same
    best = ranked[0]
    next_share = ranked[1].share if len(ranked) > 1 else 0.0
    if best.share < FITS or best.share - next_share < CLEARLY:
        return []
    # Two answers may both give zero or raise, for reasons of their own.
    if _count_telling(trace, known[best.misconception]) < ENOUGH:
        return []
    return [best]


def most_similar_text(source: str, others: Mapping[str, str]) -> str:
    """Name the text that is most like a source: for mistakes of the same values."""
    lines = source.split()
    ratios = {
        # `autojunk` would leave out what is frequent, which in code is nearly all.
        name: SequenceMatcher(None, lines, other.split(), autojunk=False).ratio()
        for name, other in others.items()
    }
    # Sorted, so that equal ratios give the same name in every run.
    return max(sorted(ratios), key=ratios.__getitem__)


def steady_trace(one: Trace, other: Trace) -> Trace:
    """Give what two traces of one answer agree in; where they do not, nothing is known.

    They differ where the answer's values, or that it fails at all, hang on last bits.
    """
    steady: dict[str, Sequence[ValuePrint] | None] = {}
    for test in dict.fromkeys([*one, *other]):
        steady[test] = None
        if _are_alike(one.get(test), other.get(test)):
            steady[test] = one[test]
    return steady


def name_pattern(trace: Trace, key: bytes) -> str:
    """Give a short text that is the same for answers that are wrong alike.

    Args:
        trace: what an answer gave; the student's code could choose it for its hash.
        key: a secret, so that it cannot.
    """
    rounded = {test: _rounded(prints) for test, prints in sorted(trace.items())}
    return hmac.new(key, json.dumps(rounded).encode(), "sha256").hexdigest()[:12]


def _rounded(value: object) -> object:
    if isinstance(value, list):
        return list(map(_rounded, value))
    if isinstance(value, float):
        return _cell(value)
    return value


def _cell(number: float) -> str:
    """Name the cell, half a percent wide, of a grid on which a number lies.

    Digits would not do: 3/16 lies between two numbers of three digits, and the last bit
    decides. Logarithms of numbers that people choose lie on no edge of this grid.
    """
    if not math.isfinite(number):
        return str(number)
    if abs(number) <= TINY:
        return "0"
    place = math.floor(200 * math.log(abs(number)) + 0.3137)
    sign = "-" if number < 0 else "+"
    return f"{sign}{place}"


def rank_mistakes(trace: Trace, known: Mapping[str, Trace]) -> list[Likeness]:
    """Rank all known mistakes of an exercise, the likest first."""
    found = [Likeness(name, _share(trace, other)) for name, other in known.items()]
    return sorted(found, key=lambda one: (-one.share, one.misconception))


def are_close(one: ValuePrint, other: ValuePrint) -> bool:
    """Tell whether two prints are of the same value, up to rounding."""
    if isinstance(one, list) and isinstance(other, list):
        same = len(one) == len(other)
        return same and all(map(are_close, one, other))
    # By type: True is 1 elsewhere, and not the same answer.
    if type(one) is float and type(other) is float:
        both_odd = math.isnan(one) and math.isnan(other)
        return both_odd or math.isclose(one, other, rel_tol=NEAR, abs_tol=TINY)
    return type(one) is type(other) and one == other


def _share(one: Trace, other: Trace) -> float:
    """Give the share of tests in which two wrong answers are wrong alike."""
    unknown = {
        test for trace in (one, other) for test, prints in trace.items() if not prints
    }
    failed = (one.keys() | other.keys()) - unknown
    if not failed:
        return 0.0
    alike = sum(_are_alike(one.get(test), other.get(test)) for test in failed)
    return alike / len(failed)


def _count_telling(one: Trace, other: Trace) -> int:
    """Count the tests in which two answers give the same numbers, none of them 0."""
    both = [(one[test], other[test]) for test in one.keys() & other.keys()]
    return sum(_are_alike(a, b) and _has_numbers(list(a or ())) for a, b in both)


def _has_numbers(one: ValuePrint) -> bool:
    if isinstance(one, list):
        return any(map(_has_numbers, one))
    return type(one) is float and math.isfinite(one) and abs(one) > NEAR


def _are_alike(
    one: Sequence[ValuePrint] | None, other: Sequence[ValuePrint] | None
) -> bool:
    both = one is not None and other is not None
    return both and are_close(list(one or ()), list(other or ()))
