"""Read `course.yaml`: dates, late policy, extensions, weights, roster of one course.

Whatever is wrong is told with its line. Every scalar is taken as it is written, as
text, and read by the field it belongs to: YAML's own guesses would turn the student
`0123` into 83, `no` into False and a date without a time into midnight.
"""

import contextlib
import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError
from pydantic_core import ErrorDetails

from autograder.courses.rules import Counts, Extension, LatePolicy, days_late, extended
from autograder.errors import UserError
from autograder.words import visible

FILE = "course.yaml"

Loc = tuple[str | int, ...]


# ------------------------------------------------------------------ what may stand


def _percent(text: object) -> Fraction:
    number = str(text).removesuffix("%").strip()
    share = _number(number, f"`{text}`") / 100
    if not 0 <= share <= 1:
        raise ValueError(f"must be from 0 to 100 percent, and not `{text}`")
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
    kind = "minutes" if unit == "m" else "hours"
    return Extension(time=timedelta(**{kind: number}))


def _elapsed(text: object) -> timedelta:
    length = _length(text)
    return timedelta(days=length.days) + length.time


YEARS = range(1970, 3000)
"""beyond, grace and time zones lead out of the calendar"""


def _moment(text: object) -> datetime:
    written = str(text).strip()
    if re.search(r"\d[T ]\d", written):  # a date alone would be its first minute
        with contextlib.suppress(ValueError):
            moment = datetime.fromisoformat(written)
            if moment.year in YEARS:
                return moment
    raise ValueError(
        f"needs a date and a time such as `2026-03-01 23:59`, and not `{text}`"
    )


def _more_time(value: object) -> Extension:
    if _LENGTH.fullmatch(str(value).strip()):
        return _length(value)
    try:
        return Extension(until=_moment(value))
    except ValueError:
        raise ValueError(
            f"needs a length of time such as `2 days`, or a date and a time such as "
            f"`2026-03-01 23:59`, and not `{value}`"
        ) from None


def _extensions(value: object) -> Mapping[str, Extension]:
    """Read one student's: the same for all assignments, or one for each named."""
    if isinstance(value, dict):
        return {str(name): _more_time(one) for name, one in value.items()}
    return {EVERY: _more_time(value)}


def _zone(text: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(text))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        close = closest(str(text), available_timezones())
        raise ValueError(
            f"no time zone `{text}`; "
            + (close or "it is a name such as Asia/Singapore")
        ) from None


def _counts(text: object) -> Counts:
    said = str(text).strip()
    if said in list(Counts):
        return Counts(said)
    close = closest(said, Counts)
    raise ValueError(
        f"no rule `{said}`; " + (close or f"it is one of: {', '.join(Counts)}")
    )


EVERY = ""
"""stands for all assignments in a student's extensions"""

Percent = Annotated[Fraction, PlainValidator(_percent)]
Weight = Annotated[Fraction, PlainValidator(_weight)]
Moment = Annotated[datetime, PlainValidator(_moment)]
Days = Annotated[int, Field(ge=0, le=1000)]
Rule = Annotated[Counts, PlainValidator(_counts)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class LateRules(_Part):
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


class AssignmentRules(_Part):
    """One entry of the key `assignments`."""

    release: Moment | None = None
    due: Moment | None = None
    weight: Weight | None = None
    """what it counts beside the others; all count the same when none has one"""
    droppable: bool = True
    counts: Rule | None = None
    """which attempt counts, where not the course's rule does"""
    canvas_id: Annotated[str, Field(pattern=r"^[0-9]{1,20}$")] | None = None
    """the number of its column in Canvas"""


class CourseRules(_Part):
    """What `course.yaml` may say; every key has a default."""

    title: str = ""
    term: str = ""
    timezone: Annotated[ZoneInfo, PlainValidator(_zone)] = ZoneInfo("UTC")
    """IANA name; dates without an offset are on its clocks, and so are days"""
    late: LateRules = LateRules()
    counts: Rule = Counts.LATEST
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
        theirs = self.extensions.get(student, {})
        found = theirs.get(name, theirs.get(EVERY))
        if found is None or found.until is None:
            return found
        return Extension(until=self.placed(found.until))

    def own_due(self, due: datetime, student: str, name: str) -> datetime:
        """Give when what is due then is due for one student, extension included."""
        return extended(due, self.extension(student, name), self.timezone)

    def late_after(self, due: datetime, student: str, name: str) -> datetime:
        """Give the moment after which one student's work is late, grace included.

        In UTC: where clocks change, hours of grace are hours all the same.
        """
        return self.own_due(due, student, name).astimezone(UTC) + self.late.grace

    def days_late(self, submitted: datetime, due: datetime) -> int:
        """Count the days that have begun since work was due, after the grace."""
        return days_late(submitted, due, self.timezone, self.late.grace)

    def which_counts(self, name: str) -> Counts:
        """Tell which of several attempts of an assignment counts."""
        return self.assignments.get(name, AssignmentRules()).counts or self.counts

    @property
    def weights(self) -> Mapping[str, Fraction]:
        """Give the weights that are said, by assignment."""
        return {
            name: one.weight
            for name, one in self.assignments.items()
            if one.weight is not None
        }

    def droppable(self, name: str) -> bool:
        """Tell whether the lowest may be this one."""
        return self.assignments.get(name, AssignmentRules()).droppable

    def canvas_id(self, name: str) -> str | None:
        """Give the number of an assignment's column in Canvas."""
        return self.assignments.get(name, AssignmentRules()).canvas_id

    def placed(self, moment: datetime | None) -> datetime | None:
        """Put a moment without an offset on the course's clocks."""
        if moment is None or moment.tzinfo is not None:
            return moment
        return moment.replace(tzinfo=self.timezone)


# ------------------------------------------------------------------ reading


def read(root: Path, assignments: Iterable[str]) -> CourseRules:
    """Read a course's rules; the defaults when it has no `course.yaml`.

    Args:
        root: the course's folder.
        assignments: those that there are.

    Raises:
        UserError: with the file's line, for whatever is wrong in it.
    """
    path = root / FILE
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except FileNotFoundError:
        return CourseRules()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError(
            f"`{FILE}`, line {line}: it is not UTF-8", hint="save it as UTF-8"
        ) from None
    except OSError as error:
        raise UserError(f"`{FILE}` cannot be read: {error}") from None
    return parse(text, assignments)


def parse(text: str, assignments: Iterable[str]) -> CourseRules:
    """Read rules from the text of a `course.yaml`."""
    lines = _Lines()
    data = _plain(_root(text), lines, ())
    if data is None:
        return CourseRules()
    if not isinstance(data, dict):
        _refuse(lines, (), "it must be keys with values", hint=_every_key(CourseRules))
    try:
        rules = CourseRules.model_validate(data)
    except ValidationError as error:
        _explain(lines, error)
    _check(rules, lines, list(assignments))
    return rules


class _Lines(dict[Loc, int]):
    """The line of each key, counted from 1."""

    def of(self, place: Loc) -> int:
        """Give the line of a place, or of what holds it."""
        while place and place not in self:
            place = place[:-1]
        return self.get(place, 1)


def _root(text: str) -> yaml.Node | None:
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                mark = event.start_mark
                line = mark.line + 1 if mark else 1
                raise UserError(
                    f"`{FILE}`, line {line}: `*{event.anchor}` is not read here",
                    hint="write the value out",
                )
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}" if mark else ""
        problem = visible(error.problem or "it is not valid YAML", 200)
        raise UserError(f"`{FILE}`{where}: {problem}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        odd = visible(chr(error.character), 20)
        raise UserError(f"`{FILE}`, line {line}: `{odd}` may not be in it") from None
    except (yaml.YAMLError, RecursionError) as error:
        told = visible(str(error).split("\n")[0], 200)
        raise UserError(f"`{FILE}` is not valid YAML: {told}") from None
    return node


def _plain(node: yaml.Node | None, lines: _Lines, place: Loc) -> Any:
    """Turn a tree of YAML into dicts, lists, text and None; note the lines."""
    if node is None or node.tag == "tag:yaml.org,2002:null":
        return None
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(one, lines, (*place, number))
            for number, one in enumerate(node.value)
        ]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    made: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise UserError(f"`{FILE}`, line {line}: a key must be one word")
        if key.value in made:
            first = lines[(*place, key.value)]
            raise UserError(
                f"`{FILE}`, line {line}: `{visible(key.value, 60)}` is there twice, "
                f"first on line {first}"
            )
        lines[(*place, key.value)] = line
        made[key.value] = _plain(value, lines, (*place, key.value))
    return made


def _refuse(lines: _Lines, place: Loc, message: str, *, hint: str = "") -> NoReturn:
    raise UserError(
        f"`{FILE}`, line {lines.of(place)}: {visible(message, 400)}", hint=hint
    ) from None


def _explain(lines: _Lines, error: ValidationError) -> NoReturn:
    """Tell the first thing that is wrong, from the top of the file."""
    first = min(error.errors(), key=lambda one: lines.of(one["loc"]))
    place = first["loc"]
    if first["type"] == "extra_forbidden":
        model = _MODELS.get(place[0] if len(place) > 1 else "", CourseRules)
        message = f"no key `{place[-1]}`"
        close = closest(str(place[-1]), model.model_fields)
        _refuse(lines, place, message, hint=close or _every_key(model))
    named = ".".join(str(part) for part in place)
    _refuse(lines, place, f"`{named}`: {_said(first)}")


_NEEDS = {
    "model_type": "keys with values",
    "dict_type": "keys with values",
    "string_type": "one line of text",
    "string_pattern_mismatch": "a number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "bool_parsing": "`true` or `false`",
    "bool_type": "`true` or `false`",
}
"""what a value has to be, by the name of what is wrong with it"""


def _said(error: ErrorDetails) -> str:
    """Say what is wrong with a value, in words of ours."""
    if error["input"] is None:
        return "there is no value: write one, or leave the key out"
    if error["type"] in _NEEDS:
        return f"needs {_NEEDS[error['type']]}, and not `{error['input']}`"
    told = error["msg"].removeprefix("Value error, ")
    return f"{told[:1].lower()}{told[1:]}"


_MODELS: dict[str | int, type[BaseModel]] = {
    "late": LateRules,
    "assignments": AssignmentRules,
}


def _every_key(model: type[BaseModel]) -> str:
    return f"it may have: {', '.join(model.model_fields)}"


def closest(name: str, known: Iterable[str]) -> str:
    """Ask for the nearest of the known names; nothing when none is near."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean `{close[0]}`?" if close else ""


# ------------------------------------------------------------------ what must fit


def _check(rules: CourseRules, lines: _Lines, assignments: list[str]) -> None:
    for check in (_check_names, _check_moments, _check_order, _check_weights):
        check(rules, lines, assignments)


def _check_names(rules: CourseRules, lines: _Lines, known: list[str]) -> None:
    places: list[Loc] = [("assignments", name) for name in rules.assignments]
    for student, theirs in rules.extensions.items():
        places += [("extensions", student, name) for name in theirs if name != EVERY]
    for place in places:
        if place[-1] not in known:
            hint = closest(str(place[-1]), known)
            there = f"there are: {', '.join(sorted(known)) or 'none'}"
            message = f"no assignment `{place[-1]}` in source/"
            _refuse(lines, place, message, hint=hint or there)


def _check_moments(rules: CourseRules, lines: _Lines, _: list[str]) -> None:
    """Refuse a time that clocks skip, and one that they show twice."""
    for place, moment in _moments(rules):
        if moment.tzinfo is None and (problem := _unclear(moment, rules.timezone)):
            _refuse(
                lines,
                place,
                f"`{moment}` {problem} in {rules.timezone.key}: clocks change then",
                hint=f"write the offset with it, such as {moment}+01:00",
            )


def _moments(rules: CourseRules) -> Iterable[tuple[Loc, datetime]]:
    for name, one in rules.assignments.items():
        for key, moment in (("release", one.release), ("due", one.due)):
            if moment is not None:
                yield ("assignments", name, key), moment
    for student, theirs in rules.extensions.items():
        for name, extension in theirs.items():
            if extension.until is not None:
                yield ("extensions", student, name), extension.until


def _unclear(moment: datetime, zone: ZoneInfo) -> str:
    placed = moment.replace(tzinfo=zone)
    back = placed.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)
    if back != moment:
        return "does not exist"
    later = placed.replace(fold=1)
    return "is there twice" if later.utcoffset() != placed.utcoffset() else ""


def _check_order(rules: CourseRules, lines: _Lines, _: list[str]) -> None:
    for name in rules.assignments:
        release, due = rules.release(name), rules.due(name)
        if release and due and release.astimezone(UTC) >= due.astimezone(UTC):
            place = ("assignments", name, "release")
            _refuse(lines, place, f"`{name}` is due before it is released")


def _check_weights(rules: CourseRules, lines: _Lines, known: list[str]) -> None:
    """Refuse weights for a part of the assignments: nobody can mean that."""
    without = sorted(set(known) - set(rules.weights))
    if rules.weights and without:
        named = ", ".join(f"`{name}`" for name in without)
        _refuse(
            lines,
            ("assignments",),
            f"some assignments have a `weight` and some have none: {named}",
            hint="give each one a weight; `weight: 0` for what does not count",
        )
    if rules.weights and not any(rules.weights.values()):
        _refuse(lines, ("assignments",), "every `weight` is 0, so nothing counts")
