"""Open the hidden test that a submission fails, with the student's live functions.

Theory of operation. The submission is judged as ever, exercise by exercise, until a
test that is asked for fails. Then a second worker runs the cells with the same seeds,
and the tests of that exercise up to the one that failed meet it again: this time the
frames of the test are kept. No clock for the whole submission runs for the second
worker, since a person thinks; that of a single call does.

The student's code runs in these workers and nowhere else. `student.softmax(logits)` at
the prompt is what it is in the test: data over the wire. A worker that is lost there is
replaced by the next call.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from autograder import scoring
from autograder.classroom import filters
from autograder.courses.course import Assignment
from autograder.courses.ids import odd_name
from autograder.debugging import keywords
from autograder.debugging.fall import Fall, Hit, fall_again
from autograder.errors import UserError
from autograder.grading.grade import Grader
from autograder.grading.judge import is_wrong
from autograder.model import Exercise, Kind, SandboxName, Verdict
from autograder.report import ExerciseResult, Outcome
from autograder.student import Student, absence
from autograder.submissions import intake
from autograder.words import visible

MAX_SUGGESTED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """No hidden test that was asked for fails where one could look."""

    student: str
    assignment: str
    passed: int
    """tests that pass"""
    skipped: tuple[str, ...] = ()
    """exercises that there is nothing to open of, and why"""


@contextmanager
def opened(
    assignment: Assignment,
    student: str,
    expression: str = "",
    *,
    sandbox: SandboxName = "auto",
) -> Iterator[Fall | Nothing]:
    """Find the first hidden test that fails; its worker lives meanwhile.

    Args:
        assignment: whose hidden suites are asked.
        student: whose submission.
        expression: which tests, as `keywords` reads it; of all when empty.
        sandbox: what confines the student's code.

    Raises:
        UserError: nobody of that id handed in, or no test is meant.
        MachineError: this machine cannot grade.
    """
    keywords.matcher(expression)  # said before a worker is warmed up for it
    submitter(assignment, student)
    with (
        Grader(assignment, sandbox=sandbox) as grader,
        opened_by(grader, student, expression) as found,
    ):
        yield found


@contextmanager
def opened_by(
    grader: Grader, student: str, expression: str = ""
) -> Iterator[Fall | Nothing]:
    """Do the same with a grader that is open."""
    assignment = grader.assignment
    chosen = _chosen(grader, expression)
    student = submitter(assignment, student)
    work = intake.read(assignment, student)
    code = grader.restore_submission(work).code
    if code.unreadable:
        yield Nothing(
            student=student,
            assignment=assignment.name,
            passed=0,
            skipped=(code.unreadable,),
        )
        return
    search = _Search(grader, chosen, asked=bool(expression.strip()))
    hit = search.first(grader.open_student(code))
    if hit is None:
        yield Nothing(
            student=student,
            assignment=assignment.name,
            passed=search.passed,
            skipped=tuple(search.skipped),
        )
        return
    live = grader.open_student_without_deadline(code)
    try:
        fall = fall_again(grader, live, hit)
        yield replace(fall, student=student, skipped=tuple(search.skipped))
    finally:
        live.close()


def submitter(assignment: Assignment, student: str) -> str:
    """Give the folder's name of a student who handed the assignment in.

    Raises:
        UserError: nobody of that id did; the hint says who may be meant.
    """
    known = intake.students(assignment)
    spelled = assignment.course.student_finder.list_spellings(student, known)
    if not spelled:
        shown, course = visible(student, 80), assignment.course
        others = [
            name
            for name in course.names()
            if not odd_name(student) and (course.submitted / student / name).is_dir()
        ]
        raise UserError(
            f"no submission of `{shown}` for `{assignment.name}`",
            hint=f"`{shown}` handed in: {', '.join(others)}"
            if others
            else filters.meant(student, known) or f"there are: {filters.few(known)}",
        )
    return spelled[0]


# ------------------------------------------------------------------ which test


def _chosen(grader: Grader, expression: str) -> dict[str, set[str]]:
    """Name the tests that are meant, by exercise."""
    wanted = keywords.matcher(expression)
    every = {
        (exercise, test.name)
        for exercise, tests in grader.suite.tests.items()
        for test in tests
    }
    chosen: dict[str, set[str]] = {}
    for exercise, name in every:
        if wanted(f"{exercise}::{name}"):
            chosen.setdefault(exercise, set()).add(name)
    if not chosen and grader.suite.broken:
        reasons = dict.fromkeys(grader.suite.broken.values())
        raise UserError(
            "\n".join(
                ["the hidden suite cannot be run", *(f"  {it}" for it in reasons)]
            ),
            hint="mend what is named, then debug again",
        )
    if not chosen:
        known = sorted({f"{one}::{name.partition('[')[0]}" for one, name in every})
        few = ", ".join(known[:MAX_SUGGESTED])
        raise UserError(
            f"no hidden test of `{grader.assignment.name}` matches `-k {expression}`",
            hint=f"there are: {few}" + (", …" if known[MAX_SUGGESTED:] else ""),
        )
    return chosen


class _Search:
    """Judges a submission until a test that is asked for fails."""

    def __init__(
        self, grader: Grader, chosen: Mapping[str, set[str]], *, asked: bool
    ) -> None:
        self._grader = grader
        self._chosen = chosen
        self._asked = asked
        self.skipped: list[str] = []
        self.passed = 0

    def first(self, student: Student) -> Hit | None:
        """Give the first test that fails, of those that are asked for."""
        exercises = [
            one
            for one in self._grader.assignment.exercises
            if one.kind is not Kind.WRITTEN
        ]
        last = max(
            place for place, one in enumerate(exercises) if one.name in self._chosen
        )
        results: list[ExerciseResult] = []
        try:
            student.run(figures=False)
            for exercise in exercises[: last + 1]:
                wrong = [one for one in results if is_wrong(one)]
                best = self._grader.judge.best_run(exercise, student, wrong)
                outcomes = best.run.outcomes
                results.append(scoring.score_exercise(exercise, outcomes))
                names = self._chosen.get(exercise.name, set())
                if names and not self._is_skipped(exercise, student):
                    found = self._failed(outcomes, names)
                    if found:
                        return Hit(
                            exercise=exercise,
                            outcome=found,
                            outcomes=outcomes,
                            replaced=tuple(best.replaced),
                        )
        finally:
            student.close()
        return None

    def _is_skipped(self, exercise: Exercise, student: Student) -> bool:
        """Note an exercise of which no test was run at all."""
        reason = self._grader.suite.reason_unusable(exercise.name)
        if not reason and (absent := absence(exercise, student)):
            reason = absent[1]
        if reason:
            self.skipped.append(f"{exercise.name}: {reason}")
        return bool(reason)

    def _failed(self, outcomes: Sequence[Outcome], names: set[str]) -> Outcome | None:
        meant = [one for one in outcomes if one.test in names]
        self.passed += sum(one.verdict is Verdict.PASSED for one in meant)
        by_itself = [
            one for one in meant if one.verdict not in (Verdict.PASSED, Verdict.BLOCKED)
        ]
        waiting = [one for one in meant if one.verdict is Verdict.BLOCKED]
        # What only waits for another test is opened where it was asked for by name.
        found = by_itself or (waiting if self._asked else [])
        return found[0] if found else None
