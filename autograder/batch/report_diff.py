"""What one Report says that another does not: points, and the tests behind. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from autograder.grading import wording
from autograder.model import Kind, Verdict
from autograder.report import FROZEN_STATUSES, ExerciseResult, Outcome, Report

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
class ReportChange:
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
        if abs(moved) <= SAME:
            return 0.0
        return moved

    @property
    def counts(self) -> bool:
        """Tell whether anything changes that people see."""
        statuses = self.status_before != self.status_after
        return bool(self.by or self.exercises or statuses)


def compare_reports(
    before: Report | None, after: Report, given: Mapping[str, float]
) -> ReportChange:
    """Compare a student's Reports.

    Args:
        before: the Report that stands; None when there is none.
        after: the new one.
        given: scores that a person gave, by exercise: they count either way.
    """
    if before is None:  # graded for the first time: no exercise of it changed
        return ReportChange(
            student=after.student,
            before=None,
            after=_total_points(after, given),
            status_before="",
            status_after=after.status,
            exercises=(),
        )
    was = {result.name: result for result in before.exercises}
    now = {result.name: result for result in after.exercises}
    return ReportChange(
        student=after.student,
        before=_total_points(before, given),
        after=_total_points(after, given),
        status_before=before.status,
        status_after=after.status,
        exercises=tuple(
            _compare_exercise(name, was.get(name), now.get(name), given.get(name))
            for name in dict.fromkeys([*now, *was])
            if _differs(was.get(name), now.get(name))
        ),
    )


def _total_points(report: Report, given: Mapping[str, float]) -> float:
    judged = [result for result in report.exercises if result.kind is not Kind.WRITTEN]
    if report.status in FROZEN_STATUSES:  # only what a person gave counts
        return sum(given.get(result.name, 0.0) for result in judged)
    return sum(given.get(result.name, _points(result) or 0) for result in judged)


def _points(result: ExerciseResult | None) -> float | None:
    if result is None:
        return None
    if result.max_score:
        return result.score
    return result.extra_credit


def _max_points(result: ExerciseResult | None) -> float:
    if result is None:
        return 0.0
    return result.max_score or result.max_extra_credit


def _differs(old: ExerciseResult | None, new: ExerciseResult | None) -> bool:
    if old is None or new is None:
        return True
    points = abs((_points(old) or 0.0) - (_points(new) or 0.0)) > SAME
    return points or abs(_max_points(old) - _max_points(new)) > SAME


def _compare_exercise(
    name: str,
    old: ExerciseResult | None,
    new: ExerciseResult | None,
    given: float | None,
) -> ExerciseChange:
    was, now = _outcomes_by_test(old), _outcomes_by_test(new)
    tests = [
        _compare_test(was.get(test), now.get(test))
        for test in dict.fromkeys([*now, *was])
    ]
    return ExerciseChange(
        name=name,
        before=_points(old),
        after=_points(new),
        max_before=_max_points(old),
        max_after=_max_points(new),
        stands=given,
        weights=_weight_shares(was.values()) != _weight_shares(now.values()),
        tests=tuple(test for test in tests if test.before is not test.after),
    )


def _outcomes_by_test(result: ExerciseResult | None) -> dict[str, Outcome]:
    if result is None:
        return {}
    return {outcome.test: outcome for outcome in result.outcomes}


def _compare_test(old: Outcome | None, new: Outcome | None) -> TestChange:
    either = new or old
    assert either is not None  # its name came from one of them
    return TestChange(
        test=either.test,
        rubric=wording.rubric_sentence(either),
        before=old.verdict if old else None,
        after=new.verdict if new else None,
    )


def _weight_shares(outcomes: Collection[Outcome]) -> dict[str, Fraction]:
    """Give each test's part of the points."""
    whole = sum(Fraction(outcome.weight) for outcome in outcomes)
    if not whole:
        return {}
    return {outcome.test: Fraction(outcome.weight) / whole for outcome in outcomes}
