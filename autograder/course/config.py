"""What `course.yaml` may say, and what it comes to for one student and assignment.

Every scalar comes as it is written, as text, and is read by the field it belongs to.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from autograder.common.text import suggest_closest
from autograder.course.moments import place_on_clocks, read_moment
from autograder.course.policy import CountingRule, Extension, LatePolicy, extend_due


def _percent(text: object) -> Fraction:
    number = str(text).removesuffix("%").strip()
    share = _number(number, f"`{text}`") / 100
    if not 0 <= share <= 1:
        raise ValueError(f"must be from 0 to 100 percent, and not `{text}`")
    # `0.1` is more often meant as a tenth than as a thousandth: it is asked.
    if 0 < share < Fraction(1, 100) and number == str(text).strip():
        raise ValueError(
            f"is in percent: write `{text} %` if you mean less than one, and "
            f"`{float(share * 10_000):g} %` if you mean a share"
        )
    return share


def _weight(text: object) -> Fraction:
    weight = _number(str(text).removesuffix("%").strip(), f"`{text}`")
    if weight < 0:
        raise ValueError(f"must not be below 0, and not `{text}`")
    return weight


def _number(text: str, said: str) -> Fraction:
    # No more digits: fractions of very many are slow, and nobody means them.
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", text, re.ASCII):
        raise ValueError(f"needs a number, and not {said}")
    return Fraction(text)


_LENGTH = re.compile(
    r"(\d{1,5}) *(minutes?|min|hours?|h|days?|d)", re.ASCII | re.IGNORECASE
)


def _length(text: object) -> Extension:
    found = _LENGTH.fullmatch(str(text).strip())
    if not found:
        raise ValueError(
            f"needs a length of time such as `30 minutes`, `12 hours` or `2 days`, "
            f"and not `{text}`"
        )
    number, unit = int(found[1]), found[2].lower()[0]
    if unit == "d":
        return Extension(days=number)
    if unit == "h":
        return Extension(time=timedelta(hours=number))
    return Extension(time=timedelta(minutes=number))


def _elapsed(text: object) -> timedelta:
    length = _length(text)
    return timedelta(days=length.days) + length.time


def _more_time(value: object) -> Extension:
    if _LENGTH.fullmatch(str(value).strip()):
        return _length(value)
    try:
        return Extension(until=read_moment(value))
    except ValueError:
        raise ValueError(
            f"needs a length of time such as `2 days`, or a date and a time such as "
            f"`2026-03-01 23:59`, and not `{value}`"
        ) from None


def _extensions(value: object) -> Mapping[str, Extension]:
    """Read one student's: the same for all assignments, or one for each named."""
    if isinstance(value, dict):
        return {str(name): _more_time(given) for name, given in value.items()}
    return {EVERY: _more_time(value)}


def _zone(text: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(text))
    # `Europe` is a folder of zones: OSError; `../x` is no name of one: ValueError.
    except (ZoneInfoNotFoundError, ValueError, OSError):
        close = suggest_closest(str(text), available_timezones())
        raise ValueError(
            f"no time zone `{text}`; "
            + (close or "it is a name such as Asia/Singapore")
        ) from None


def _counts(text: object) -> CountingRule:
    said = str(text).strip()
    if said in list(CountingRule):
        return CountingRule(said)
    close = suggest_closest(said, CountingRule)
    raise ValueError(
        f"no rule `{said}`; " + (close or f"it is one of: {', '.join(CountingRule)}")
    )


EVERY = ""
"""stands for all assignments in a student's extensions"""

Percent = Annotated[Fraction, PlainValidator(_percent)]
Weight = Annotated[Fraction, PlainValidator(_weight)]
Moment = Annotated[datetime, PlainValidator(read_moment)]
Days = Annotated[int, Field(ge=0, le=1000)]
CountingRuleField = Annotated[CountingRule, PlainValidator(_counts)]


class _RulesModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class LateRules(_RulesModel):
    """The key `late`."""

    penalty_per_day: Percent = Fraction(0)
    """percent of what the work earned, for each day that has begun"""
    grace: Annotated[timedelta, PlainValidator(_elapsed)] = timedelta(0)
    cap_days: Days | None = None
    """more late days cost no more"""
    cap_percent: Percent | None = None
    """lateness never costs more"""
    accept_days: Days | None = None
    """later work earns nothing"""

    @property
    def policy(self) -> LatePolicy:
        """The same as arithmetic takes it."""
        return LatePolicy(
            per_day=self.penalty_per_day,
            grace=self.grace,
            cap_days=self.cap_days,
            cap=self.cap_percent,
            accept_days=self.accept_days,
        )


class AssignmentRules(_RulesModel):
    """One entry of the key `assignments`."""

    release: Moment | None = None
    due: Moment | None = None
    weight: Weight | None = None
    """what it counts beside the others; all count the same when none has one"""
    droppable: bool = True
    counts: CountingRuleField | None = None
    """which attempt counts, where not the course's rule does"""
    canvas_id: Annotated[str, Field(pattern=r"^[0-9]{1,20}$")] | None = None
    """the number of its column in Canvas"""


class CourseRules(_RulesModel):
    """What `course.yaml` may say; every key has a default."""

    title: str = ""
    term: str = ""
    timezone: Annotated[ZoneInfo, PlainValidator(_zone)] = ZoneInfo("UTC")
    """IANA name; dates without an offset are on its clocks, and so are days"""
    late: LateRules = LateRules()
    counts: CountingRuleField = CountingRule.LATEST
    """which of several attempts of a student counts"""
    drop_lowest: Days = 0
    assignments: dict[str, AssignmentRules] = {}
    extensions: dict[
        str, Annotated[Mapping[str, Extension], PlainValidator(_extensions)]
    ] = {}
    """by student: for all assignments, or by assignment"""
    roster: str | None = None
    """a CSV file beside course.yaml"""

    def due(self, name: str) -> datetime | None:
        """Give when an assignment is due, with its offset; None when not said here."""
        return self.placed(self.assignments.get(name, AssignmentRules()).due)

    def release(self, name: str) -> datetime | None:
        """Give when an assignment is handed out, with its offset."""
        return self.placed(self.assignments.get(name, AssignmentRules()).release)

    def extension(self, student: str, name: str) -> Extension | None:
        """Give a student's extension for an assignment; its own before the general."""
        given = self.extensions.get(student, {})
        extension = given.get(name, given.get(EVERY))
        if extension is None or extension.until is None:
            return extension
        return Extension(until=self.placed(extension.until))

    def own_due(self, due: datetime, student: str, name: str) -> datetime:
        """Give when what is due then is due for one student, extension included."""
        return extend_due(due, self.extension(student, name), self.timezone)

    def which_counts(self, name: str) -> CountingRule:
        """Tell which of several attempts of an assignment counts."""
        return self.assignments.get(name, AssignmentRules()).counts or self.counts

    @property
    def weights(self) -> Mapping[str, Fraction]:
        """Give the weights that are said, by assignment."""
        return {
            name: rules.weight
            for name, rules in self.assignments.items()
            if rules.weight is not None
        }

    def droppable(self, name: str) -> bool:
        """Tell whether the lowest may be this one."""
        return self.assignments.get(name, AssignmentRules()).droppable

    def canvas_id(self, name: str) -> str | None:
        """Give the number of an assignment's column in Canvas."""
        return self.assignments.get(name, AssignmentRules()).canvas_id

    def placed(self, moment: datetime | None) -> datetime | None:
        """Put a moment without an offset on the course's clocks."""
        return moment and place_on_clocks(moment, self.timezone)
