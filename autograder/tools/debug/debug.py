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
from dataclasses import dataclass

from autograder.common.errors import UserError
from autograder.common.text import list_few_names, make_visible, suggest_names
from autograder.course.course import Assignment, Course
from autograder.course.student_ids import invalid_id_reason
from autograder.grading import scoring
from autograder.grading.grader import Grader
from autograder.grading.judge import is_wrong
from autograder.grading.student import Student, find_absence
from autograder.model import Exercise, Kind, SandboxName, Verdict
from autograder.report import ExerciseResult, Outcome
from autograder.submissions import intake
from autograder.tools.debug import keyword_filter
from autograder.tools.debug.failure_replay import (
    FailingTest,
    ReplayedFailure,
    replay_failure,
)

MAX_SUGGESTED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFailure:
    """No hidden test that was asked for fails where one could look."""

    student: str
    assignment: str
    passed: int
    """tests that pass"""
    skipped: tuple[str, ...] = ()
    """exercises that there is nothing to open of, and why"""


@contextmanager
def open_failure(
    assignment: Assignment,
    student: str,
    expression: str = "",
    *,
    sandbox: SandboxName = "auto",
) -> Iterator[ReplayedFailure | NoFailure]:
    """Find the first hidden test that fails; its worker lives meanwhile.

    Args:
        assignment: whose hidden suites are asked.
        student: whose submission.
        expression: which tests, as `keyword_filter` reads it; of all when empty.
        sandbox: what confines the student's code.

    Raises:
        UserError: nobody of that id handed in, or no test is meant.
        MachineError: this machine cannot grade.
    """
    keyword_filter.parse_keywords(
        expression
    )  # said before a worker is warmed up for it
    find_submitter(assignment, student)
    with (
        Grader(assignment, sandbox=sandbox) as grader,
        open_failure_with(grader, student, expression) as found,
    ):
        yield found


@contextmanager
def open_failure_with(
    grader: Grader, student: str, expression: str = ""
) -> Iterator[ReplayedFailure | NoFailure]:
    """Do the same with a grader that is open."""
    assignment = grader.assignment
    chosen = _chosen_tests(grader, expression)
    student = find_submitter(assignment, student)
    work = intake.read_submission(assignment, student)
    code = grader.restore_submission(work).code
    if code.unreadable:
        yield NoFailure(
            student=student,
            assignment=assignment.name,
            passed=0,
            skipped=(code.unreadable,),
        )
        return
    search = _FailureSearch(grader, student, chosen, by_name=bool(expression.strip()))
    failing = search.find_first(grader.open_student(code))
    if failing is None:
        yield NoFailure(
            student=student,
            assignment=assignment.name,
            passed=search.passed,
            skipped=tuple(search.skipped),
        )
        return
    live = grader.open_student_without_deadline(code)
    try:
        yield replay_failure(grader, live, failing)
    finally:
        live.close()


def find_submitter(assignment: Assignment, student: str) -> str:
    """Give the folder's name of a student who handed the assignment in.

    Raises:
        UserError: nobody of that id did; the hint says who may be meant.
    """
    known = intake.submitting_students(assignment)
    spelled = assignment.course.student_finder.list_spellings(student, known)
    if not spelled:
        raise UserError(
            f"no submission of `{make_visible(student, 80)}` for `{assignment.name}`",
            hint=_hint_who(assignment.course, student, known),
        )
    return spelled[0]


def _hint_who(course: Course, student: str, known: Sequence[str]) -> str:
    """Say what the student handed in instead, else who may be meant."""
    handed_in: list[str] = []
    # An odd name could lead out of the folder of submissions.
    if not invalid_id_reason(student):
        folder = course.submitted / student
        handed_in = [name for name in course.names() if (folder / name).is_dir()]
    if handed_in:
        return f"`{make_visible(student, 80)}` handed in: {', '.join(handed_in)}"
    return suggest_names(student, known) or f"there are: {list_few_names(known)}"


# ------------------------------------------------------------------ which test


def _chosen_tests(grader: Grader, expression: str) -> dict[str, set[str]]:
    """Name the tests that are meant, by exercise."""
    is_meant = keyword_filter.parse_keywords(expression)
    every = {
        (exercise, test.name)
        for exercise, tests in grader.suite.tests.items()
        for test in tests
    }
    chosen: dict[str, set[str]] = {}
    for exercise, name in every:
        if is_meant(f"{exercise}::{name}"):
            chosen.setdefault(exercise, set()).add(name)
    if chosen:
        return chosen
    if grader.suite.broken:
        reasons = dict.fromkeys(grader.suite.broken.values())
        told = [f"  {reason}" for reason in reasons]
        raise UserError(
            "\n".join(["the hidden suite cannot be run", *told]),
            hint="mend what is named, then debug again",
        )
    known = sorted({f"{one}::{name.partition('[')[0]}" for one, name in every})
    few = known[:MAX_SUGGESTED] + ["…"] * bool(known[MAX_SUGGESTED:])
    raise UserError(
        f"no hidden test of `{grader.assignment.name}` matches `-k {expression}`",
        hint=f"there are: {', '.join(few)}",
    )


class _FailureSearch:
    """Judges a submission until a test that is asked for fails."""

    def __init__(
        self,
        grader: Grader,
        student_id: str,
        chosen: Mapping[str, set[str]],
        *,
        by_name: bool,
    ) -> None:
        self._grader = grader
        self._student_id = student_id
        self._chosen = chosen
        self._by_name = by_name
        self.skipped: list[str] = []
        self.passed = 0

    def find_first(self, student: Student) -> FailingTest | None:
        """Give the first test that fails, of those that are asked for."""
        results: list[ExerciseResult] = []
        try:
            student.run(figures=False)
            for exercise in self._exercises():
                wrong = [result for result in results if is_wrong(result)]
                best = self._grader.judge.best_run(exercise, student, wrong)
                outcomes = best.run.outcomes
                results.append(scoring.score_exercise(exercise, outcomes))
                names = self._chosen.get(exercise.name, set())
                if not names or self._is_skipped(exercise, student):
                    continue
                failed = self._first_failed(outcomes, names)
                if failed:
                    return FailingTest(
                        student=self._student_id,
                        exercise=exercise,
                        outcome=failed,
                        outcomes=outcomes,
                        replaced=tuple(best.replaced),
                        skipped=tuple(self.skipped),
                    )
        finally:
            student.close()
        return None

    def _exercises(self) -> Sequence[Exercise]:
        """Give those up to the last that is asked for."""
        exercises = [
            exercise
            for exercise in self._grader.assignment.exercises
            if exercise.kind is not Kind.WRITTEN
        ]
        places = range(len(exercises))
        last = max(place for place in places if exercises[place].name in self._chosen)
        return exercises[: last + 1]

    def _is_skipped(self, exercise: Exercise, student: Student) -> bool:
        """Note an exercise of which no test was run at all."""
        reason = self._grader.suite.reason_unusable(exercise.name)
        if not reason and (absent := find_absence(exercise, student)):
            reason = absent[1]
        if reason:
            self.skipped.append(f"{exercise.name}: {reason}")
        return bool(reason)

    def _first_failed(
        self, outcomes: Sequence[Outcome], names: set[str]
    ) -> Outcome | None:
        meant = [outcome for outcome in outcomes if outcome.test in names]
        self.passed += sum(outcome.verdict is Verdict.PASSED for outcome in meant)
        waiting = [one for one in meant if one.verdict is Verdict.BLOCKED]
        ran = [one for one in meant if one.verdict is not Verdict.BLOCKED]
        failed = [one for one in ran if one.verdict is not Verdict.PASSED]
        # What only waits for another test is opened where it was asked for by name.
        if not failed and self._by_name:
            failed = waiting
        return next(iter(failed), None)
