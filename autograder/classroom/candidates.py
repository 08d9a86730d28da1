"""Wrong answers that nobody explained yet and that agree: candidates for the catalogue.

Answers of one pattern give the same wrong values. What several students wrote in their
own ways is a belief, and belongs into `solutions/<assignment>/misconceptions/`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from autograder.courses.course import Assignment
from autograder.report import Report
from autograder.submissions import intake
from autograder.submissions.desk import ReportBuilder
from autograder.terminal import Screen, join_lines, screen_line
from autograder.text import count_noun, make_visible

LEAST = 2
MAX_CODE = 4000


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


def find(
    assignment: Assignment, reports: Sequence[Report], *, least: int = LEAST
) -> list[Candidate]:
    """Give every pattern that at least so many students share, the commonest first."""
    groups: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        for result in report.exercises:
            if result.pattern:
                groups[result.name, result.pattern].append(report)
    shared = {at: group for at, group in groups.items() if len(group) >= least}
    desk = ReportBuilder(assignment)
    found = [_candidate(desk, *at, group) for at, group in shared.items()]
    return sorted(
        found, key=lambda candidate: (-len(candidate.students), candidate.exercise)
    )


def _candidate(
    desk: ReportBuilder, exercise: str, pattern: str, group: Sequence[Report]
) -> Candidate:
    # Read again: a Report holds no code, and the file may be another one by now.
    texts = [_code(desk, exercise, report.student) for report in group]
    (result,) = (found for found in group[0].exercises if found.name == exercise)
    return Candidate(
        exercise=exercise,
        pattern=pattern,
        students=tuple(report.student for report in group),
        failed=tuple(outcome.test for outcome in result.outcomes if outcome.message),
        code=min(filter(None, texts), key=len, default=""),
    )


def _code(desk: ReportBuilder, exercise: str, student: str) -> str:
    """Give a student's answer as it was graded; empty when it is not there any more."""
    work = intake.read(desk.assignment, student)
    answer = desk.restore_submission(work).code.answers.get(exercise)
    if answer is None:
        return ""
    return answer.source or ""


def screen(name: str, found: Sequence[Candidate]) -> Screen:
    """Show candidates with their code."""
    lines: list[Text] = []
    for one in found:
        who = ", ".join(make_visible(student, 40) for student in one.students[:5])
        more = ", …" if len(one.students) > 5 else ""  # noqa: PLR2004 - as above
        told = (
            f"{one.exercise} · {count_noun(len(one.students), 'student')}: {who}{more}"
        )
        code = make_visible(one.code, MAX_CODE, lines=True).splitlines()
        lines += [
            screen_line(told, style="bold"),
            *(screen_line(f"    {it}") for it in code),
            screen_line(),
        ]
    if found:
        hint = f"a belief of theirs goes into solutions/{name}/misconceptions/"
        lines.append(
            screen_line(f"hint: {hint}, then `autograder certify {name} --accept`")
        )
    else:
        lines.append(screen_line(f"no unexplained wrong answers of {name} agree"))
    return Screen(join_lines(lines), [_plain(one) for one in found])


def _plain(one: Candidate) -> dict[str, object]:
    return {
        "exercise": one.exercise,
        "pattern": one.pattern,
        "students": list(one.students),
        "failed": list(one.failed),
        "code": one.code,
    }
