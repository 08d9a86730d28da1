"""What a class's Reports come to: scores, exercises, hidden tests, mistakes. Pure.

A person's score takes the place of the automatic one. Submissions whose points wait
for a person are counted and left out of every figure, and so is an exercise that our
own fault left open.
"""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.course.lateness import Lateness
from autograder.grading import wording
from autograder.grading.wording import ExerciseState
from autograder.model import Kind, Verdict
from autograder.report import ExerciseResult, Outcome, Report

ScoresByStudent = Mapping[str, Mapping[str, float]]
"""what a person gave: by student, then by exercise"""

ENOUGH = 10
"""people whose points a correlation must stand on"""
_ROUNDING = 1e-9


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
        if not asked:
            return 0.0
        return self.passed / asked


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
class MistakeStats:
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
class OpenFaults:
    """What a fault of ours left open."""

    student: str
    exercises: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassStats:
    """A class, in figures."""

    reports: int
    max_score: float
    totals: tuple[float, ...]
    """points of code and plots of each submission that has them all, in order"""
    items: tuple[ItemAnalysis, ...]
    mistakes: tuple[MistakeStats, ...]
    """the commonest first"""
    late: tuple[LateArrival, ...]
    """the latest first"""
    ours: tuple[OpenFaults, ...]
    suspicious: tuple[tuple[str, str], ...]
    """student, and what was found"""
    unreadable: tuple[tuple[str, str], ...]
    """student, and why nothing could be graded"""
    suites: tuple[str, ...]
    """the hidden suites that graded them; more than one when some are out of date"""


def class_stats_of(
    reports: Sequence[Report],
    given: ScoresByStudent,
    *,
    lateness_of: Callable[[Report], Lateness] = lambda _: Lateness(),
) -> ClassStats:
    """Sum up a class.

    Args:
        reports: one of each student.
        given: scores that people gave.
        lateness_of: how late the work of a Report came; without it nothing is late.
    """
    waiting = ("suspicious", "unreadable")
    counted = [report for report in reports if report.status not in waiting]
    results = [
        _StudentPoints(report, given.get(report.student, {})) for report in counted
    ]
    totals = [points.total for points in results if points.total is not None]
    return ClassStats(
        reports=len(reports),
        max_score=max((report.max_score for report in reports), default=0.0),
        totals=tuple(sorted(totals)),
        items=tuple(_item(name, results) for name in _names(counted)),
        mistakes=tuple(_mistakes(counted)),
        late=tuple(_late_arrivals(reports, lateness_of)),
        ours=tuple(_ours(counted)),
        suspicious=tuple(
            (report.student, report.tampering)
            for report in reports
            if report.status == "suspicious"
        ),
        unreadable=tuple(
            (report.student, report.unreadable)
            for report in reports
            if report.status == "unreadable"
        ),
        suites=tuple(sorted({report.suite for report in reports})),
    )


class _StudentPoints:
    """One submission's points, with a person's in place of ours."""

    def __init__(self, report: Report, given: Mapping[str, float]) -> None:
        self.exercises = {result.name: result for result in report.exercises}
        self.given = given
        self.points = {
            result.name: self._points_of(result) for result in report.exercises
        }
        counted = [
            self.points[result.name]
            for result in report.exercises
            if result.kind is not Kind.WRITTEN and result.max_score
        ]
        known = [points for points in counted if points is not None]
        self.total: float | None = None
        # A fault of ours that left one open leaves the total open, too.
        if len(known) == len(counted):
            self.total = sum(known)

    def _points_of(self, result: ExerciseResult) -> float | None:
        if result.max_score and result.name in self.given:
            return self.given[result.name]
        if result.verdict is Verdict.GRADER_ERROR:
            return None
        if not result.max_score:
            return result.extra_credit
        return result.score

    def rest(self, name: str) -> float | None:
        """Give the points of all other exercises."""
        result = self.exercises[name]
        if self.total is None or result.kind is Kind.WRITTEN or not result.max_score:
            return self.total
        return self.total - (self.points[name] or 0.0)


def _names(reports: Iterable[Report]) -> list[str]:
    return list(
        dict.fromkeys(result.name for report in reports for result in report.exercises)
    )


def _item(name: str, results: Sequence[_StudentPoints]) -> ItemAnalysis:
    # Reports of an earlier release may lack it.
    asked = [student for student in results if name in student.exercises]
    first = asked[0].exercises[name]
    best = first.max_score or first.max_extra_credit
    judged = [student for student in asked if student.points[name] is not None]
    points = [student.points[name] or 0.0 for student in judged]
    answers = [student.exercises[name] for student in asked]
    share = 0.0
    if points and best:
        share = statistics.fmean(points) / best
    return ItemAnalysis(
        name=name,
        kind=first.kind,
        lecture=first.lecture,
        max_score=best,
        bonus=not first.max_score,
        judged=len(judged),
        by_people=sum(name in student.given for student in judged),
        share=share,
        full=sum(earned >= best - _ROUNDING for earned in points),
        empty=sum(
            wording.exercise_state(answer) is ExerciseState.EMPTY for answer in answers
        ),
        too_slow=sum(_was_stopped(answer) for answer in answers),
        discrimination=_discrimination(name, judged),
        tests=tuple(_tests(answers)),
    )


def _was_stopped(result: ExerciseResult) -> bool:
    return any(outcome.verdict is Verdict.TIMED_OUT for outcome in result.outcomes)


def _discrimination(name: str, results: Iterable[_StudentPoints]) -> float | None:
    """Correlate an exercise with the others: an exercise is no judge of itself."""
    both = [
        (student.points[name] or 0.0, rest)
        for student in results
        if (rest := student.rest(name)) is not None
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
            # `test_values[3]` is a case of `test_values`.
            key = (outcome.test.partition("[")[0], wording.rubric_sentence(outcome))
            cases.setdefault(key, []).append(outcome.verdict)
        for key, of_cases in cases.items():
            verdicts.setdefault(key, Counter())[_worst(of_cases)] += 1
    return [
        HiddenTestStats(
            test=test,
            rubric=rubric,
            passed=seen["passed"],
            failed=seen["failed"],
            not_run=seen["not run"],
        )
        for (test, rubric), seen in verdicts.items()
        # Where our fault kept it from everybody, it says nothing.
        if seen.keys() - {"ours"}
    ]


def _worst(verdicts: Sequence[Verdict]) -> str:
    lost = {verdict for verdict in verdicts if verdict not in wording.NOT_LOST}
    if lost == {Verdict.BLOCKED}:
        return "not run"
    if lost:
        return "failed"
    return "passed" if Verdict.PASSED in verdicts else "ours"


def _mistakes(reports: Sequence[Report]) -> list[MistakeStats]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for report in reports:
        for result in report.exercises:
            for likely in result.diagnosis:
                key = (result.name, likely.misconception)
                found.setdefault(key, []).append((report.student, likely.hint))
    mistakes = [
        MistakeStats(
            exercise=exercise,
            name=name,
            hint=people[0][1],
            students=tuple(student for student, _ in people),
        )
        for (exercise, name), people in found.items()
    ]
    return sorted(
        mistakes,
        key=lambda mistake: (-len(mistake.students), mistake.exercise, mistake.name),
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


def _ours(reports: Iterable[Report]) -> list[OpenFaults]:
    found = []
    for report in reports:
        faults: list[tuple[str, Outcome]] = [
            (result.name, outcome)
            for result in report.exercises
            for outcome in wording.ungraded_outcomes(result.outcomes)[:1]
        ]
        if faults:
            message = faults[0][1].message or "no reason given"
            exercises = tuple(name for name, _ in faults)
            found.append(
                OpenFaults(student=report.student, exercises=exercises, message=message)
            )
    return found
