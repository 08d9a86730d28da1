"""A hidden test that failed, with its frames, its last call and the live functions.

The test meets a second worker of the same submission, and all the tests of its exercise
before it, so that whatever the code keeps between calls is as it was.
"""

import inspect
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import numpy as np

from autograder.grading import checks
from autograder.grading.grader import Grader
from autograder.grading.hidden_suite import LOSSES, HiddenTest, TestContext, run_test
from autograder.grading.recorder import CurveRecorder
from autograder.grading.student import Student
from autograder.grading.student_calls import StudentCall
from autograder.model import Exercise, Verdict
from autograder.report import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingTest:
    """The test that is looked at, and how its exercise was judged."""

    student: str
    exercise: Exercise
    outcome: Outcome
    """of the test when it was graded"""
    outcomes: Sequence[Outcome]
    """of all the exercise's tests"""
    replaced: tuple[str, ...]
    """functions that right versions stood in for"""
    skipped: tuple[str, ...]
    """exercises before it that there is nothing to open of, and why"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedFailure:
    """A hidden test that fails, and all that a person needs to look at it."""

    student: str
    test: HiddenTest
    outcome: Outcome
    """of the run that the prompt is about"""
    place: str
    """the file below the course's folder, and the line"""
    source: str
    """the statement that failed; the test's first line where none did"""
    call: StudentCall | None
    """the last one that the test made"""
    names: dict[str, Any]
    """what the prompt knows"""
    blocked: str
    """why it was not run when it was graded"""
    replaced: tuple[str, ...]
    """functions that right versions stood in for"""
    others: tuple[str, ...]
    """tests of the exercise that fail besides"""
    skipped: tuple[str, ...]
    """exercises before it that there is nothing to open of, and why"""


@dataclass(slots=True)
class _TestEnd:
    """What a test was given, and what it ended with."""

    error: BaseException | None = None
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def trace(self) -> TracebackType | None:
        if self.error is None:
            return None
        return self.error.__traceback__


def replay_failure(
    grader: Grader, student: Student, failing: FailingTest
) -> ReplayedFailure:
    """Have a test fail again, and keep its frames.

    Args:
        grader: that judged the submission.
        student: the submission in a worker that no test has met yet.
        failing: the test.
    """
    tests = grader.suite.tests[failing.exercise.name]
    (test,) = (each for each in tests if each.name == failing.outcome.test)
    end, record = _TestEnd(), CurveRecorder()
    with grader.judge.standing_in(failing.exercise, student, failing.replaced):
        context = grader.judge.test_context(student, grader.judge.secret)
        for before in _tests_before(test, tests, failing.outcomes):
            run_test(before, context)
        student.call_log.forget_last_call()
        outcome = run_test(_keeping_its_end(test, end), context, record)
    place, source = _place(grader.assignment.course.root, test, end.trace)
    return ReplayedFailure(
        student=failing.student,
        test=test,
        outcome=outcome,
        place=place,
        source=source,
        call=student.call_log.last_call,
        names=_names(test, context, record, end),
        blocked=_reason_blocked(failing.outcome),
        replaced=failing.replaced,
        others=_others_failing(failing),
        skipped=failing.skipped,
    )


def _tests_before(
    test: HiddenTest, tests: Sequence[HiddenTest], outcomes: Sequence[Outcome]
) -> list[HiddenTest]:
    """Give the tests that the submission met before, but those that end its worker."""
    verdicts = {outcome.test: outcome.verdict for outcome in outcomes}
    return [
        before
        for before in tests[: tests.index(test)]
        if verdicts[before.name] not in (Verdict.BLOCKED, *LOSSES)
    ]


def _reason_blocked(outcome: Outcome) -> str:
    return outcome.message if outcome.verdict is Verdict.BLOCKED else ""


def _others_failing(failing: FailingTest) -> tuple[str, ...]:
    return tuple(
        outcome.test
        for outcome in failing.outcomes
        if outcome.verdict not in (Verdict.PASSED, Verdict.BLOCKED)
        and outcome.test != failing.outcome.test
    )


def _keeping_its_end(test: HiddenTest, end: _TestEnd) -> HiddenTest:
    """Give the same test, which leaves behind what it was given and what it raised."""

    def run(**given: Any) -> None:
        end.given = end.given or given
        try:
            test.run(**given)
        except BaseException as error:
            # The first is the student's; the reference is asked after it.
            end.error = end.error or error
            raise

    return replace(test, run=run)


def _place(
    root: Path, test: HiddenTest, trace: TracebackType | None
) -> tuple[str, str]:
    """Say where a test failed, or where it begins: `file:line`, and the statement."""
    path = Path(inspect.getsourcefile(test.run) or "")
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    frames = [
        frame for frame in traceback.extract_tb(trace) if frame.filename == str(path)
    ]
    lines, first = inspect.getsourcelines(test.run)
    if not frames:
        # A parametrised test begins with its decorators.
        head = next((line for line in lines if line.startswith("def ")), lines[0])
        return f"{shown}:{first}", head.strip()
    # The innermost of the test's own file: a helper of it rather than the test.
    begin = frames[-1].lineno or first
    end = frames[-1].end_lineno or begin
    statement = path.read_text("utf-8").splitlines()[begin - 1 : end]
    return f"{shown}:{begin}", inspect.cleandoc("\n".join(statement))


def _names(
    test: HiddenTest, context: TestContext, record: CurveRecorder, end: _TestEnd
) -> dict[str, Any]:
    """Give what the prompt knows: of the frame that failed, else what it was given.

    The test's own words win over what we add.
    """
    frames = [frame for frame, _ in traceback.walk_tb(end.trace)]
    file = inspect.getsourcefile(test.run)
    names: dict[str, Any] = {"np": np, **_compared(frames)}
    names |= {
        name: value
        for name, value in test.run.__globals__.items()
        if not name.startswith("__")
    }
    names |= {"rng": context.rng(test), "record": record}
    names |= {"reference": context.reference, **test.parameters, **end.given}
    for frame in frames:
        if frame.f_code.co_filename == file:
            names |= frame.f_locals
    return {**names, "student": context.student}


def _compared(frames: Sequence[FrameType]) -> dict[str, Any]:
    """Give what a check compared, under the check's own names."""
    of_checks = [
        frame for frame in frames if frame.f_code.co_filename == checks.__file__
    ]
    if not of_checks:
        return {}
    names = of_checks[0].f_locals
    return {name: names[name] for name in ("value", "expected") if name in names}
