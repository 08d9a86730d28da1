"""What one Report says that another does not: points, and the tests behind. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from autograder import wording
from autograder.model import Kind, Verdict
from autograder.report import ExerciseResult, Outcome, Report

SAME = 5e-7
"""points that nobody sees: people see 0.01"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestChange:
    """One hidden test that came to something else, or that is new, or gone."""

    __test__ = False  # it is no test of pytest's

    test: str
    rubric: str
    before: Verdict | None
    """None where the suite did not have it"""
    after: Verdict | None
    """None where the suite does not have it any more"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseChange:
    """One exercise whose automatic points, or whose maximum, changed."""

    name: str
    before: float | None
    """automatic points; None where there were none"""
    after: float | None
    max_before: float
    max_after: float
    stands: float | None
    """a person's score, which counts before and after; None where there is none"""
    weights: bool
    """whether the tests share out the points in another way"""
    tests: tuple[TestChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changes for one student."""

    student: str
    before: float | None
    """points of code, plots and extra credit, a person's in place of ours; None where
    there was no Report"""
    after: float
    status_before: str
    status_after: str
    exercises: tuple[ExerciseChange, ...]

    @property
    def by(self) -> float:
        """Points won, or lost where it is below 0."""
        moved = self.after - (self.before or 0.0)
        return moved if abs(moved) > SAME else 0.0

    @property
    def is_one(self) -> bool:
        """Whether anything changes that counts."""
        statuses = self.status_before != self.status_after
        return bool(self.by or self.exercises or statuses)


def change(before: Report | None, after: Report, given: Mapping[str, float]) -> Change:
    """Compare a student's Reports.

    Args:
        before: the Report that stands; None when there is none.
        after: the new one.
        given: scores that a person gave, by exercise: they count either way.
    """
    was = {one.name: one for one in before.exercises} if before else {}
    now = {one.name: one for one in after.exercises}
    names = dict.fromkeys([*now, *was])
    pairs = [(name, was.get(name), now.get(name)) for name in names]
    return Change(
        student=after.student,
        before=_total(before, given) if before else None,
        after=_total(after, given),
        status_before=before.status if before else "",
        status_after=after.status,
        exercises=tuple(
            _exercise(name, old, new, given.get(name))
            for name, old, new in pairs
            if before and _differs(old, new)
        ),
    )


def _total(report: Report, given: Mapping[str, float]) -> float:
    frozen = report.status in ("suspicious", "unreadable")
    return sum(
        given[one.name] if one.name in given else (0.0 if frozen else _points(one) or 0)
        for one in report.exercises
        if one.kind is not Kind.WRITTEN
    )


def _points(result: ExerciseResult | None) -> float | None:
    if result is None:
        return None
    return result.score if result.max_score else result.extra_credit


def _best(result: ExerciseResult | None) -> float:
    return (result.max_score or result.max_extra_credit) if result else 0.0


def _differs(old: ExerciseResult | None, new: ExerciseResult | None) -> bool:
    if old is None or new is None:
        return True
    points = abs((_points(old) or 0.0) - (_points(new) or 0.0)) > SAME
    return points or abs(_best(old) - _best(new)) > SAME


def _exercise(
    name: str,
    old: ExerciseResult | None,
    new: ExerciseResult | None,
    given: float | None,
) -> ExerciseChange:
    was, now = _by_test(old), _by_test(new)
    tests = [
        _test(was.get(test), now.get(test)) for test in dict.fromkeys([*now, *was])
    ]
    return ExerciseChange(
        name=name,
        before=_points(old),
        after=_points(new),
        max_before=_best(old),
        max_after=_best(new),
        stands=given,
        weights=_shares(was.values()) != _shares(now.values()),
        tests=tuple(one for one in tests if one.before is not one.after),
    )


def _by_test(result: ExerciseResult | None) -> dict[str, Outcome]:
    return {one.test: one for one in result.outcomes} if result else {}


def _test(old: Outcome | None, new: Outcome | None) -> TestChange:
    either = new or old
    assert either is not None  # its name came from one of them
    return TestChange(
        test=either.test,
        rubric=wording.rubric_sentence(either),
        before=old.verdict if old else None,
        after=new.verdict if new else None,
    )


def _shares(outcomes: Collection[Outcome]) -> dict[str, Fraction]:
    """Give each test's part of the points."""
    whole = sum(Fraction(one.weight) for one in outcomes)
    if not whole:
        return {}
    return {one.test: Fraction(one.weight) / whole for one in outcomes}
