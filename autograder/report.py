"""The Report: what grading one submission came to, and the waist of the system.

Gradebook, feedback, exports and summaries are functions of Reports. Everything in a
Report is reproducible: no clock times, paths, durations or memory addresses. Points
are exact fractions while they are computed and floats here; people see 0.01.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from autograder.model import Kind, Verdict

SCHEMA = 1

OVER_THE_MAXIMUM = "over_the_maximum"
"""the kind of error that a score above its maximum is, when it is read"""

FROZEN_STATUSES = ("suspicious", "unreadable")
"""what a Report may be like of which no point counts that no person gave"""

NotNegative = Annotated[float, Field(ge=0)]


class _Value(BaseModel):
    """An immutable part of a Report that refuses unknown fields."""

    # A Report of a later version is refused as a whole, and not half understood.
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


_ROUNDING = 1e-9
"""of points that are added up as floats"""


def _over_the_maximum(what: str) -> PydanticCustomError:
    return PydanticCustomError(
        OVER_THE_MAXIMUM, "{what} has more points than there are", {"what": what}
    )


class Line(_Value):
    """One drawn line: `x` and `y` have equal lengths, at most 200 points."""

    label: str
    who: Literal["yours", "expected"] = "yours"
    x: tuple[float, ...]
    y: tuple[float, ...]


class Figure(_Value):
    """Curves or paths that the student's functions gave, beside the reference's."""

    title: str
    xlabel: str
    ylabel: str
    lines: tuple[Line, ...]
    log_y: bool = False
    span: tuple[float, float, float, float] | None = None
    """x from, x to, y from, y to: what the axes show at least"""
    names: tuple[str, ...] = ()
    """with names, bars: what stands at x = 0, 1, …"""


class Probe(_Value):
    """One call on public inputs: what the student's function gave, what is right."""

    call: str
    """the call with the shapes of its arguments"""
    yours: str
    expected: str
    remarks: tuple[str, ...] = ()
    """how the two differ, in words; facts that fit any mistake"""


class Diagnosis(_Value):
    """A known mistake that an answer looks like."""

    misconception: str
    """its name in the catalogue"""
    likeness: Annotated[float, Field(ge=0, le=1)]
    """1 when the answer gives what that mistake gives, in every test"""
    hint: str


class Outcome(_Value):
    """What one hidden test saw."""

    test: str
    rubric: str = ""
    """the test's docstring: a full sentence, true of right code"""
    verdict: Verdict
    weight: float
    message: str = ""
    """what went wrong, in words for the student"""


def passed_share(outcomes: Iterable[Outcome]) -> Fraction:
    """Give the passed part of the weight that could be judged, from 0 to 1."""
    return _passed_share(tuple((one.verdict, one.weight) for one in outcomes))


@lru_cache(maxsize=1000)  # asked for often, and most submissions come to the same
def _passed_share(outcomes: tuple[tuple[Verdict, float], ...]) -> Fraction:
    # `str` first: a weight of 0.1 is a tenth, and not the float that is nearest to it.
    weights = [(verdict, Fraction(str(weight))) for verdict, weight in outcomes]
    judged = [one for one in weights if one[0] is not Verdict.GRADER_ERROR]
    total = sum((weight for _, weight in judged), Fraction(0))
    if not total:
        return Fraction(1)  # our fault alone, or nothing that weighs: it costs nothing
    passed = (weight for verdict, weight in judged if verdict is Verdict.PASSED)
    return sum(passed, Fraction(0)) / total


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactPoints:
    """What the tests of an exercise give, in exact fractions; a Report has floats."""

    score: Fraction
    """0 of a written question, which no tests decide"""
    max_score: Fraction
    extra_credit: Fraction
    max_extra_credit: Fraction


class ExerciseResult(_Value):
    """What one exercise came to."""

    name: str
    notebook: str
    kind: Kind
    lecture: tuple[str, ...] = ()
    score: NotNegative | None
    """None for a written question: a person decides"""
    max_score: NotNegative
    extra_credit: NotNegative = 0.0
    max_extra_credit: NotNegative = 0.0
    verdict: Verdict | None
    """the first failure's, or PASSED; of a written question None while a person is
    waited for, and NOT_ATTEMPTED where nothing was written"""
    outcomes: tuple[Outcome, ...] = ()
    notes: tuple[str, ...] = ()
    probe: Probe | None = None
    figures: tuple[Figure, ...] = ()
    diagnosis: tuple[Diagnosis, ...] = ()
    """the known mistake that it looks like; empty when none fits clearly"""
    pattern: str = ""
    """the same for answers that are wrong alike, where no known mistake fits"""

    @model_validator(mode="after")
    def _within_its_points(self) -> Self:
        over = (self.score or 0.0) > self.max_score + _ROUNDING
        if over or self.extra_credit > self.max_extra_credit + _ROUNDING:
            raise _over_the_maximum(self.name)
        return self

    @property
    def exact(self) -> ExactPoints:
        """Its points before they were rounded to floats, made again of its outcomes."""
        share = Fraction(0)
        if self.kind is not Kind.WRITTEN:
            share = passed_share(self.outcomes)
        most, most_extra = (
            Fraction(str(points)) for points in (self.max_score, self.max_extra_credit)
        )
        return ExactPoints(
            score=most * share,
            max_score=most,
            extra_credit=most_extra * share,
            max_extra_credit=most_extra,
        )


class GradedFile(_Value):
    """Which file was graded."""

    file: str | None
    """its name inside the submission's folder; None when there was none"""
    sha256: str
    submitted_at: str | None = None
    """ISO 8601 with its offset, from our own intake"""


class Report(_Value):
    """What grading one submission came to."""

    # `schema` is a method of every pydantic model.
    schema_: int = Field(SCHEMA, alias="schema", ge=SCHEMA, le=SCHEMA)
    student: str
    assignment: str
    title: str = ""
    status: Literal["graded", "not_graded", "suspicious", "unreadable"]
    """"not_graded" is our fault alone: some test ended in GRADER_ERROR. "suspicious":
    a case that nothing honest can pass was passed; no point counts until a person
    has looked. "unreadable": there was no notebook that could be graded; it has no
    points until a person decides"""
    tampering: str = ""
    """what only tampering explains; empty unless the status is "suspicious" """
    unreadable: str = ""
    """why there was nothing to grade, and what the student can do about it"""
    score: NotNegative
    """points of code and plots, without extra credit and written questions; 0 while
    they are frozen"""
    max_score: NotNegative
    extra_credit: NotNegative = 0.0
    suite: str
    """hash of the hidden suite, the reference and the released notebook"""
    sandbox: str
    """the layers that confined the student's code"""
    grader: str = ""
    """version of this package"""
    versions: str = ""
    """of Python and the libraries that the student's code ran with"""
    limits: dict[str, int | float] = {}
    """what the submission was allowed: seconds of computing, bytes, files, by the names
    that `assignment.yaml` has for them; empty in Reports of older versions"""
    inputs: str = ""
    """hash of all that this Report is a function of"""
    submission: GradedFile
    notes: tuple[str, ...] = ()
    exercises: tuple[ExerciseResult, ...]

    @model_validator(mode="after")
    def _within_its_points(self) -> Self:
        if self.score > self.max_score + _ROUNDING:
            raise _over_the_maximum("the submission")
        return self

    def to_json(self) -> str:
        """Give the text that is written to disk, ending in a newline."""
        return self.model_dump_json(by_alias=True, indent=1) + "\n"
