"""A course's rules as arithmetic: how late work is, what that costs, a term's total.

Pure, in exact fractions. A day is a day of the calendar where the course is taught:
from the hour it is due to the same hour of the next day, also when clocks change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from fractions import Fraction

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePolicy:
    """What lateness costs. Without any key: nothing."""

    per_day: Fraction = Fraction(0)
    """share of what the work earned, from 0 to 1, for each day that has begun"""
    grace: timedelta = NOTHING
    """so much later still counts as in time, on each day anew"""
    cap_days: int | None = None
    """more days than these cost no more"""
    cap: Fraction | None = None
    """the largest share that lateness costs"""
    accept_days: int | None = None
    """work that is later than this earns nothing"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """More time for one student: days, hours, or a moment of their own."""

    days: int = 0
    """of the calendar"""
    time: timedelta = NOTHING
    """elapsed"""
    until: datetime | None = None
    """instead of the due date, with its offset"""


def extend_due(due: datetime, extension: Extension | None, zone: tzinfo) -> datetime:
    """Give the moment that work is due for a student with this extension."""
    if extension is None:
        return due
    if extension.until is not None:
        return extension.until
    later = days_after(due, extension.days, zone).astimezone(UTC) + extension.time
    return later.astimezone(zone)


def days_after(moment: datetime, days: int, zone: tzinfo) -> datetime:
    """Give the same time of day, `days` later, on the clocks of a zone."""
    if not days:
        return moment
    # Without its zone: an hour that clocks skip or show twice moves nothing.
    wall = moment.astimezone(zone).replace(tzinfo=None, fold=0)
    return (wall + timedelta(days=days)).replace(tzinfo=zone)


def days_late(
    submitted: datetime, due: datetime, zone: tzinfo, grace: timedelta = NOTHING
) -> int:
    """Count the days that have begun since work was due; 0 when it was in time.

    All moments carry their offsets. They are compared in UTC: Python compares two of
    the same zone by what their clocks show, which is the same twice a year.
    """
    moment = submitted.astimezone(UTC) - grace
    # From below: a day on which clocks change has 23 or 25 hours.
    days = max(0, (moment - due.astimezone(UTC)).days - 1)
    while days_after(due, days, zone).astimezone(UTC) < moment:
        days += 1
    return days


def late_penalty(policy: LatePolicy, days: int) -> Fraction:
    """Give the share of what work earned that so many late days cost, from 0 to 1."""
    if policy.accept_days is not None and days > policy.accept_days:
        return Fraction(1)
    if policy.cap_days is not None:
        days = min(days, policy.cap_days)
    cost = min(policy.per_day * days, Fraction(1))
    if policy.cap is not None:
        cost = min(cost, policy.cap)
    return cost


# ------------------------------------------------------------------ several attempts


class CountingRule(StrEnum):
    """Which of a student's attempts counts."""

    LATEST = "latest"
    BEST = "best"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptScore:
    """One of several attempts, as far as it matters which of them counts."""

    number: int
    order: tuple[datetime, datetime, int]
    """the latest is the largest"""
    points: Fraction
    """after lateness; what a fault of ours left open counts as right"""
    suspicious: bool = False
    open: bool = False
    """a fault of ours left some of it open"""


def best_of(contenders: Iterable[AttemptScore]) -> AttemptScore:
    """Give the one that counts: of the most points, of equal ones the later.

    One that was tampered with comes before all others: else a student could try again
    and again, and nobody would hear of it. One that we could not wholly judge counts
    as if we had and it were right: then nothing is final while it could be the best.
    """
    return max(
        contenders,
        key=lambda contender: (
            contender.suspicious,
            contender.points,
            contender.order,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptChoice:
    """Which of a student's attempts counts, and what there was to choose from."""

    student: str
    contenders: tuple[AttemptScore, ...]
    """in the order they were collected in"""

    @property
    def chosen(self) -> AttemptScore:
        """Give the one that counts."""
        return best_of(self.contenders)

    @property
    def is_latest(self) -> bool:
        """Tell whether the rule makes no difference."""
        latest = max(self.contenders, key=lambda contender: contender.order)
        return self.chosen == latest


# ------------------------------------------------------------------ a term's total


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeComponent:
    """What one assignment brings into a student's total."""

    name: str
    share: Fraction
    """points over the most there are; above 1 with extra credit"""
    weight: Fraction = Fraction(1)
    droppable: bool = True


def choose_dropped(parts: Iterable[GradeComponent], lowest: int) -> frozenset[str]:
    """Name the parts that are dropped: those of the lowest share, never all.

    Of equal shares the one of the larger weight goes, then the later one. What has no
    weight does not count, so it is neither dropped nor what is left.
    """
    weighed = [part for part in parts if part.weight]
    droppable = [
        (part.share, -part.weight, -place, part.name)
        for place, part in enumerate(weighed)
        if part.droppable
    ]
    most = min(lowest, len(weighed) - 1)
    return frozenset(name for *_, name in sorted(droppable)[: max(most, 0)])


def average_shares(
    parts: Sequence[GradeComponent], without: frozenset[str] = frozenset()
) -> Fraction | None:
    """Give the weighted mean of the shares; None when nothing counts yet."""
    counted = [part for part in parts if part.name not in without]
    weight = sum((part.weight for part in counted), Fraction(0))
    if not weight:
        return None
    points = sum((part.share * part.weight for part in counted), Fraction(0))
    return points / weight


def format_hundredths(value: Fraction) -> str:
    """Write a number to 0.01, halves up, without trailing zeros: 7, 7.5, 2.67."""
    hundredths = (abs(value) * 200 + 1) // 2
    whole, rest = divmod(hundredths, 100)
    text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    if value < 0 and hundredths:  # what rounds to nothing has no sign
        return f"-{text}"
    return text


def exact_fraction(value: float, candidate: Fraction | None = None) -> Fraction:
    """Give the fraction that a float stands for: the candidate, if that is it."""
    if candidate is not None and float(candidate) == value:
        return candidate
    # `str` first: 0.1 is a tenth, and not the float that is nearest to it.
    return Fraction(str(value))
