"""Wrong answers that nobody explained yet and that agree: candidates for the catalogue.

Answers of one pattern give the same wrong values. What several students wrote in their
own ways is a belief, and belongs into `solutions/<assignment>/misconceptions/`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.course.course import Assignment
from autograder.grading.report_builder import ReportBuilder
from autograder.report import Report
from autograder.submissions import intake

LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One pattern of wrong values that several students share."""

    exercise: str
    pattern: str
    students: tuple[str, ...]
    failed: tuple[str, ...]
    """the hidden tests that the first of them fails"""
    code: str
    """the shortest answer among them"""


def find_candidates(
    assignment: Assignment, reports: Sequence[Report], *, least: int = LEAST
) -> list[Candidate]:
    """Give every pattern that at least so many students share, the commonest first."""
    groups: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        for result in report.exercises:
            if result.pattern:
                groups[result.name, result.pattern].append(report)
    shared = {at: group for at, group in groups.items() if len(group) >= least}
    builder = ReportBuilder(assignment)
    found = [_candidate(builder, *at, group) for at, group in shared.items()]
    return sorted(
        found, key=lambda candidate: (-len(candidate.students), candidate.exercise)
    )


def _candidate(
    builder: ReportBuilder, exercise: str, pattern: str, group: Sequence[Report]
) -> Candidate:
    # Read again: a Report holds no code, and the file may be another one by now.
    texts = [_code(builder, exercise, report.student) for report in group]
    (result,) = (found for found in group[0].exercises if found.name == exercise)
    return Candidate(
        exercise=exercise,
        pattern=pattern,
        students=tuple(report.student for report in group),
        failed=tuple(outcome.test for outcome in result.outcomes if outcome.message),
        code=min(filter(None, texts), key=len, default=""),
    )


def _code(builder: ReportBuilder, exercise: str, student: str) -> str:
    """Give a student's answer as it was graded; empty when it is not there any more."""
    work = intake.read_submission(builder.assignment, student)
    answer = builder.restore_submission(work).code.answers.get(exercise)
    if answer is None:
        return ""
    return answer.source or ""
