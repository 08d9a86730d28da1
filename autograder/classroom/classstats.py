"""What a class's Reports come to: scores, exercises, hidden tests, mistakes. Pure.

A person's score takes the place of the automatic one. Submissions whose points wait
for a person are counted and left out of every figure, and so is an exercise that our
own fault left open.
"""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder import words
from autograder.courses.lateness import Lateness
from autograder.model import Kind, Verdict
from autograder.report import ExerciseResult, Outcome, Report
from autograder.words import State

Scores = Mapping[str, Mapping[str, float]]
"""what a person gave: by student, then by exercise"""

ENOUGH = 10
"""people whose points a correlation must stand on"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenTestStats:
    """What one hidden test, or a family of them with one rubric, came to."""

    test: str
    rubric: str
    passed: int
    """submissions that passed every case"""
    failed: int
    not_run: int
    """submissions in which something else failed first"""

    @property
    def share(self) -> float:
        """Of those who could have passed, from 0 to 1."""
        asked = self.passed + self.failed + self.not_run
        return self.passed / asked if asked else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnalysis:
    """What one exercise came to over the class."""

    name: str
    kind: Kind
    lecture: tuple[str, ...]
    max_score: float
    """its points; extra credit where it has no others"""
    bonus: bool
    judged: int
    """submissions with a score of it"""
    by_people: int
    """how many of these scores a person gave"""
    share: float
    """of its points, over the judged ones: 1 is the easiest there is"""
    full: int
    """submissions with all its points"""
    empty: int
    """submissions in which nothing was handed in for it"""
    too_slow: int
    """submissions in which it was stopped for time"""
    discrimination: float | None
    """correlation of its points with those of all other exercises, from -1 to 1; None
    where too few were judged or all got the same"""
    tests: tuple[HiddenTestStats, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A known mistake, and whose answers look like it."""

    exercise: str
    name: str
    hint: str
    students: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LateArrival:
    """Who handed in after the due date."""

    student: str
    hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What a fault of ours left open."""

    student: str
    exercises: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """A class, in figures."""

    reports: int
    max_score: float
    totals: tuple[float, ...]
    """points of code and plots of each submission that has them all, in order"""
    items: tuple[ItemAnalysis, ...]
    mistakes: tuple[Mistake, ...]
    """the commonest first"""
    late: tuple[LateArrival, ...]
    """the latest first"""
    ours: tuple[Ours, ...]
    suspicious: tuple[tuple[str, str], ...]
    """student, and what was found"""
    unreadable: tuple[tuple[str, str], ...]
    """student, and why nothing could be graded"""
    suites: tuple[str, ...]
    """the hidden suites that graded them; more than one when some are out of date"""


def stats_of(
    reports: Sequence[Report],
    given: Scores,
    *,
    lateness_of: Callable[[Report], Lateness] = lambda _: Lateness(),
) -> Stats:
    """Sum up a class.

    Args:
        reports: one of each student.
        given: scores that people gave.
        lateness_of: how late the work of a Report came; without it nothing is late.
    """
    waiting = ("suspicious", "unreadable")
    counted = [one for one in reports if one.status not in waiting]
    results = [_Result(one, given.get(one.student, {})) for one in counted]
    totals = [one.total for one in results if one.total is not None]
    return Stats(
        reports=len(reports),
        max_score=max((one.max_score for one in reports), default=0.0),
        totals=tuple(sorted(totals)),
        items=tuple(_item(name, results) for name in _names(counted)),
        mistakes=tuple(_mistakes(counted)),
        late=tuple(_late_arrivals(reports, lateness_of)),
        ours=tuple(_ours(counted)),
        suspicious=tuple(
            (one.student, one.tampering)
            for one in reports
            if one.status == "suspicious"
        ),
        unreadable=tuple(
            (one.student, one.unreadable)
            for one in reports
            if one.status == "unreadable"
        ),
        suites=tuple(sorted({one.suite for one in reports})),
    )


class _Result:
    """One submission's points, with a person's in place of ours."""

    def __init__(self, report: Report, given: Mapping[str, float]) -> None:
        self.exercises = {one.name: one for one in report.exercises}
        self.given = given
        self.points = {one.name: self._points(one) for one in report.exercises}
        counted = [
            self.points[one.name]
            for one in report.exercises
            if one.kind is not Kind.WRITTEN and one.max_score
        ]
        known = [one for one in counted if one is not None]
        self.total = sum(known) if len(known) == len(counted) else None

    def _points(self, result: ExerciseResult) -> float | None:
        if result.max_score and result.name in self.given:
            return self.given[result.name]
        if result.verdict is Verdict.GRADER_ERROR:
            return None
        return result.score if result.max_score else result.extra_credit

    def rest(self, name: str) -> float | None:
        """Give the points of all other exercises."""
        one = self.exercises[name]
        if self.total is None or one.kind is Kind.WRITTEN or not one.max_score:
            return self.total
        return self.total - (self.points[name] or 0.0)


def _names(reports: Iterable[Report]) -> list[str]:
    return list(dict.fromkeys(it.name for one in reports for it in one.exercises))


def _item(name: str, results: Sequence[_Result]) -> ItemAnalysis:
    its = [one for one in results if name in one.exercises]
    first = its[0].exercises[name]
    best = first.max_score or first.max_extra_credit
    judged = [one for one in its if one.points[name] is not None]
    points = [one.points[name] or 0.0 for one in judged]
    answers = [one.exercises[name] for one in its]
    return ItemAnalysis(
        name=name,
        kind=first.kind,
        lecture=first.lecture,
        max_score=best,
        bonus=not first.max_score,
        judged=len(judged),
        by_people=sum(name in one.given for one in judged),
        share=statistics.fmean(points) / best if points and best else 0.0,
        full=sum(one >= best - 1e-9 for one in points),
        empty=sum(words.state(one) is State.EMPTY for one in answers),
        too_slow=sum(_was_stopped(one) for one in answers),
        discrimination=_discrimination(name, judged),
        tests=tuple(_tests(answers)),
    )


def _was_stopped(result: ExerciseResult) -> bool:
    return any(one.verdict is Verdict.TIMED_OUT for one in result.outcomes)


def _discrimination(name: str, results: Iterable[_Result]) -> float | None:
    """Correlate an exercise with the others: an exercise is no judge of itself."""
    both = [
        (one.points[name] or 0.0, rest)
        for one in results
        if (rest := one.rest(name)) is not None
    ]
    if len(both) < ENOUGH:
        return None
    try:
        return statistics.correlation(*zip(*both, strict=True))
    except statistics.StatisticsError:  # all got the same
        return None


def _tests(answers: Sequence[ExerciseResult]) -> list[HiddenTestStats]:
    """Sum up the hidden tests; cases of one test with one rubric count together."""
    verdicts: dict[tuple[str, str], Counter[str]] = {}
    for answer in answers:
        cases: dict[tuple[str, str], list[Verdict]] = {}
        for outcome in answer.outcomes:
            key = (outcome.test.partition("[")[0], words.rubric(outcome))
            cases.setdefault(key, []).append(outcome.verdict)
        for key, its in cases.items():
            verdicts.setdefault(key, Counter())[_worst(its)] += 1
    return [
        HiddenTestStats(
            test=test,
            rubric=rubric,
            passed=seen["passed"],
            failed=seen["failed"],
            not_run=seen["not run"],
        )
        for (test, rubric), seen in verdicts.items()
        if seen.keys() - {"ours"}
    ]


def _worst(verdicts: Sequence[Verdict]) -> str:
    if all(one in words.NOT_LOST for one in verdicts):
        return "passed" if Verdict.PASSED in verdicts else "ours"
    asked = [one for one in verdicts if one not in words.NOT_LOST]
    return "not run" if set(asked) == {Verdict.BLOCKED} else "failed"


def _mistakes(reports: Sequence[Report]) -> list[Mistake]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for report in reports:
        for result in report.exercises:
            for one in result.diagnosis:
                key = (result.name, one.misconception)
                found.setdefault(key, []).append((report.student, one.hint))
    mistakes = [
        Mistake(
            exercise=exercise,
            name=name,
            hint=people[0][1],
            students=tuple(student for student, _ in people),
        )
        for (exercise, name), people in found.items()
    ]
    return sorted(
        mistakes, key=lambda one: (-len(one.students), one.exercise, one.name)
    )


def _late_arrivals(
    reports: Iterable[Report], lateness_of: Callable[[Report], Lateness]
) -> list[LateArrival]:
    arrivals = []
    for report in reports:
        lateness = lateness_of(report)
        if lateness.is_late:
            hours = round(lateness.overdue.total_seconds() / 3600, 2)
            arrivals.append(LateArrival(student=report.student, hours=hours))
    return sorted(arrivals, key=lambda arrival: (-arrival.hours, arrival.student))


def _ours(reports: Iterable[Report]) -> list[Ours]:
    found = []
    for report in reports:
        faults: list[tuple[str, Outcome]] = [
            (result.name, outcome)
            for result in report.exercises
            for outcome in words.ours(result.outcomes)[:1]
        ]
        if faults:
            message = faults[0][1].message or "no reason given"
            exercises = tuple(name for name, _ in faults)
            found.append(
                Ours(student=report.student, exercises=exercises, message=message)
            )
    return found
