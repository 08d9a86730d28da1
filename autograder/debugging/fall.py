"""A hidden test that fell, with its frames, its last call and the live functions.

The test meets a second worker of the same submission, and all the tests of its exercise
before it, so that whatever the code keeps between calls is as it was.
"""

import inspect
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from autograder.grading import checks
from autograder.grading.grade import Grader
from autograder.grading.record import Record
from autograder.grading.suite import LOSSES, HiddenTest, TestContext, run_test
from autograder.model import Exercise, Verdict
from autograder.report import Outcome
from autograder.student import Student, StudentCall


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A hidden test that fails, and all that a person needs to look at it."""

    student: str
    test: HiddenTest
    outcome: Outcome
    """of the run that the prompt is about"""
    place: str
    """the file below the course's folder, and the line"""
    source: str
    """the statement that fell; the test's first line where none did"""
    call: StudentCall | None
    """the last one that the test made"""
    names: dict[str, Any]
    """what the prompt knows"""
    blocked: str = ""
    """why it was not run when it was graded"""
    replaced: tuple[str, ...] = ()
    """functions that right versions stood in for"""
    others: tuple[str, ...] = ()
    """tests of the exercise that fail besides"""
    skipped: tuple[str, ...] = ()
    """exercises before it that there is nothing to open of, and why"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """The test that is looked at, and how its exercise was judged."""

    exercise: Exercise
    outcome: Outcome
    outcomes: Sequence[Outcome]
    replaced: tuple[str, ...]


@dataclass(slots=True)
class _Kept:
    """What is left of a test that fell."""

    error: BaseException | None = None
    given: Mapping[str, Any] = field(default_factory=dict)


def fall_again(grader: Grader, live: Student, hit: Hit) -> Fall:
    """Have the test fall again, and keep its frames; whose it is is not said yet."""
    tests = grader.suite.tests[hit.exercise.name]
    verdicts = {one.test: one.verdict for one in hit.outcomes}
    (test,) = (one for one in tests if one.name == hit.outcome.test)
    kept, record = _Kept(), Record()
    with grader.judge.standing_in(hit.exercise, live, hit.replaced):
        context = grader.judge.test_context(live, grader.judge.secret)
        for before in tests[: tests.index(test)]:
            if verdicts[before.name] not in (Verdict.BLOCKED, *LOSSES):
                run_test(before, context)
        live.call_log.forget_last_call()
        outcome = run_test(_keeping(test, kept), context, record)
    blocked = hit.outcome.verdict is Verdict.BLOCKED
    place, source = _place(grader.assignment.course.root, test, kept.error)
    return Fall(
        student="",
        test=test,
        outcome=outcome,
        place=place,
        source=source,
        call=live.call_log.last_call,
        names=_names(test, context, record, kept),
        blocked=hit.outcome.message if blocked else "",
        replaced=hit.replaced,
        others=tuple(
            one.test
            for one in hit.outcomes
            if one.verdict not in (Verdict.PASSED, Verdict.BLOCKED)
            and one.test != test.name
        ),
    )


def _keeping(test: HiddenTest, kept: _Kept) -> HiddenTest:
    """Give the same test, which leaves behind what it fell over."""

    def run(**given: Any) -> None:
        kept.given = kept.given or given
        try:
            test.run(**given)
        except BaseException as error:
            # The first is the student's; the reference is asked after it.
            kept.error = kept.error or error
            raise

    return replace(test, run=run)


def _place(
    root: Path, test: HiddenTest, error: BaseException | None
) -> tuple[str, str]:
    """Say where a test fell, or where it begins: `file:line`, and the statement."""
    path = Path(inspect.getsourcefile(test.run) or "")
    lines, first = inspect.getsourcelines(test.run)
    own = [
        one
        for one in traceback.extract_tb(error.__traceback__ if error else None)
        if one.filename == str(path)
    ]
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    if not own:
        begin = next((one for one in lines if one.startswith("def ")), lines[0])
        return f"{shown}:{first}", begin.strip()
    at, end = own[-1].lineno or first, own[-1].end_lineno or own[-1].lineno or first
    whole = path.read_text("utf-8").splitlines()
    return f"{shown}:{at}", inspect.cleandoc("\n".join(whole[at - 1 : end]))


def _names(
    test: HiddenTest, context: TestContext, record: Record, kept: _Kept
) -> dict[str, Any]:
    """Give what the prompt knows: of the frame that fell, else what the test is given.

    The test's own words win over what we add.
    """
    frames = [
        one
        for one, _ in traceback.walk_tb(
            kept.error.__traceback__ if kept.error else None
        )
    ]
    file = inspect.getsourcefile(test.run)
    own = [one for one in frames if one.f_code.co_filename == file]
    names: dict[str, Any] = {"np": np, **_compared(frames)}
    names |= {
        name: value
        for name, value in test.run.__globals__.items()
        if not name.startswith("__")
    }
    names |= {
        "rng": context.rng(test),
        "record": record,
        "reference": context.reference,
    }
    names |= {**test.parameters, **kept.given}
    for frame in own:
        names |= frame.f_locals
    return {**names, "student": context.student}


def _compared(frames: Sequence[FrameType]) -> dict[str, Any]:
    """Give what a check compared, under the check's own names."""
    ours = [one for one in frames if one.f_code.co_filename == checks.__file__]
    if not ours:
        return {}
    there = ours[0].f_locals
    return {name: there[name] for name in ("value", "expected") if name in there}
