"""Hidden suites: collected once, then driven test by test.

A hidden suite is an ordinary pytest file, and `pytest tests/hidden` runs it as one
(see `plugin`). Grading a class collects the files once and calls the test functions
itself: pytest's own protocol costs more per test than the call it makes. Both ways
share what is here: the order of tests, what blocks what, and what a failure means.
"""

import hmac
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest

from autograder.common.errors import GraderError
from autograder.common.text import make_visible
from autograder.grading.checks import CheckFailed
from autograder.grading.recorder import CurveRecorder
from autograder.grading.student import Student, find_absence
from autograder.grading.wording import NOTHING_THERE
from autograder.model import Exercise, Verdict
from autograder.report import Outcome
from autograder.sandbox.student_faults import StudentFault

GATE = "test_values"
"""tests whose names begin so are the value tests that gate the rest of their file"""

MAX_REPLAYS = 1
"""how often the notebook is replayed within one exercise"""

LOSSES = (Verdict.TIMED_OUT, Verdict.DIED, Verdict.OUT_OF_MEMORY)
"""verdicts that can cost the worker"""

LOST_AGAIN = "this exercise stopped the notebook twice"

MESSAGE = 600
"""characters of an outcome's message"""

UNUSABLE = "what it returned could not be used as the contract says"

WHOLE = ""
"""where `HiddenSuite.broken` says what keeps every exercise from being judged"""

ARGUMENTS = ("student", "reference", "rng", "record")
"""what a hidden test may ask for, besides its own parameters"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenTest:
    """One collected test, parametrised ones apart."""

    exercise: str
    name: str
    """with the parameters' id, such as `test_values[3-4]`"""
    function: str
    """without it"""
    run: Callable[..., None]
    parameters: Mapping[str, Any]
    arguments: tuple[str, ...]
    weight: float
    needs: tuple[str, ...]
    rubric: str

    @classmethod
    def of(cls, item: pytest.Function) -> "HiddenTest":
        """Read one collected pytest item."""
        # pytest gives a `callspec` to parametrised items alone.
        callspec = getattr(item, "callspec", None)
        return cls(
            exercise=item.path.stem.removeprefix("test_"),
            name=item.name,
            function=getattr(item, "originalname", item.name),
            run=item.obj,
            parameters=getattr(callspec, "params", {}),
            arguments=tuple(inspect.signature(item.obj).parameters),
            weight=_weight_of(item),
            needs=prerequisites_of(item),
            rubric=inspect.getdoc(item.obj) or "",
        )


def _weight_of(item: pytest.Function) -> float:
    mark = item.get_closest_marker("weight")
    return float(mark.args[0]) if mark else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TestContext:
    """Everything the tests of one submission work with."""

    # pytest would collect it from the files of tests that import it.
    __test__: ClassVar[bool] = False

    student: Student
    reference: SimpleNamespace
    secret: bytes
    reference_student: Callable[[], Student]
    """the reference as a submission: tells our broken test from a strange answer"""
    digest: str | None = None
    """seeds the tests in place of the submission's own"""

    def rng(self, test: HiddenTest) -> np.random.Generator:
        """Give a test's generator."""
        return rng_for(self.secret, self._seed, f"{test.exercise}::{test.name}")

    def with_reference(self) -> "TestContext":
        """Give the reference in the submission's place, on the same inputs."""
        return replace(self, student=self.reference_student(), digest=self._seed)

    @property
    def _seed(self) -> str:
        if self.digest is None:
            return self.student.code.digest
        return self.digest


@dataclass(slots=True)
class HiddenSuite:
    """The hidden suites of one assignment."""

    tests: dict[str, list[HiddenTest]] = field(default_factory=dict)
    """by exercise, value tests first"""
    broken: dict[str, str] = field(default_factory=dict)
    """exercises whose file could not be read, and why; under WHOLE: all of them"""
    place: str = "tests/hidden"
    """the folder, as seen from the course's"""

    def run(self, exercise: Exercise, context: TestContext) -> "ExerciseRun":
        """Run an exercise's tests against one submission."""
        if reason := self.reason_unusable(exercise.name):
            return ExerciseRun([_fault_of_suite(f"test_{exercise.name}", reason)])
        tests = self.tests[exercise.name]
        context.student.begin_exercise()
        absent = find_absence(exercise, context.student)
        if absent:
            outcomes = [_outcome(test, absent) for test in tests]
            return ExerciseRun(outcomes, absent=absent[0] in NOTHING_THERE)
        return _run_all(tests, context)

    def reason_unusable(self, exercise: str) -> str:
        """Say why an exercise cannot be judged, with file and line; empty if it can."""
        for name in (exercise, WHOLE):
            if name in self.broken:
                return self.broken[name]
        if self.tests.get(exercise):
            return ""
        return f"{self.place}/test_{exercise}.py: not there, or without a test"


@dataclass(slots=True)
class ExerciseRun:
    """What the tests of one exercise gave."""

    outcomes: list[Outcome]
    absent: bool = False
    """the exercise's own function is not there"""

    def saw(self, *verdicts: Verdict) -> bool:
        """Tell whether some test came to one of these."""
        return any(outcome.verdict in verdicts for outcome in self.outcomes)


def rng_for(secret: bytes, digest: str, test: str) -> np.random.Generator:
    """Give a test's generator: fresh for each submission, the same in every rerun."""
    key = hmac.digest(secret, f"{digest}\n{test}".encode(), "sha256")
    return np.random.default_rng(np.frombuffer(key[::-1], "<u4"))


def prerequisites_of(item: pytest.Function) -> tuple[str, ...]:
    """Name the tests of the same file that must pass first."""
    names = [name for mark in item.iter_markers("needs") for name in mark.args]
    # By name, not by a mark: a rule that holds by itself cannot be forgotten.
    if not item.name.startswith(GATE):
        names.insert(0, GATE)
    return tuple(names)


def blocking_test(needs: Sequence[str], failed: Sequence[str]) -> str:
    """Name the first failed test that `needs` waits for; empty when there is none."""
    for need in needs:
        for name in failed:
            if name == need or (need == GATE and name.startswith(GATE)):
                return name
    return ""


# ------------------------------------------------------------------ running


def _run_all(tests: Sequence[HiddenTest], context: TestContext) -> ExerciseRun:
    run = ExerciseRun([])
    failed: list[str] = []
    lost = 0
    for test in tests:
        cause = blocking_test(test.needs, failed)
        if cause:
            outcome = _outcome(test, (Verdict.BLOCKED, f"not run: needs `{cause}`"))
        elif lost > MAX_REPLAYS:
            outcome = _outcome(test, (Verdict.BLOCKED, f"not run: {LOST_AGAIN}"))
        else:
            outcome = run_test(test, context)
        if outcome.verdict is not Verdict.PASSED:
            # By function: one failing case blocks what needs the test.
            failed.append(test.function)
        lost += outcome.verdict in LOSSES
        run.outcomes.append(outcome)
    return run


def run_test(
    test: HiddenTest, context: TestContext, record: CurveRecorder | None = None
) -> Outcome:
    """Run one test, blocked by no other; `record` gets the curves that it shows."""
    available = {
        "student": context.student,
        "reference": context.reference,
        "record": record or CurveRecorder(),
        **test.parameters,
    }
    if "rng" in test.arguments:
        available["rng"] = context.rng(test)
    try:
        # A warning of numpy's is no verdict: values decide, nan and infinity too.
        with np.errstate(all="ignore"):
            test.run(**{name: available[name] for name in test.arguments})
    except StudentFault as fault:
        return _outcome(test, _verdict_of_fault(fault, test, context.student))
    except CheckFailed as failure:
        return _outcome(test, (Verdict.WRONG, str(failure)))
    except AssertionError:
        # A bare assert may hold hidden inputs in its message.
        return _outcome(test, (Verdict.WRONG, ""))
    except GraderError as error:
        return _fault_of_test(test, str(error))
    except (Exception, pytest.fail.Exception, pytest.skip.Exception) as error:
        return _judge_unexpected(test, context, error)
    return _outcome(test, (Verdict.PASSED, ""))


def _verdict_of_fault(
    fault: StudentFault, test: HiddenTest, student: Student
) -> tuple[Verdict, str]:
    """Tell an unattempted exercise from one that calls an unattempted one."""
    attempted = student.code.answers[test.exercise].attempted
    if fault.verdict is Verdict.NOT_ATTEMPTED and attempted:
        return Verdict.BLOCKED, "it calls a function that is not attempted yet"
    return fault.verdict, fault.message


def _judge_unexpected(
    test: HiddenTest, context: TestContext, error: BaseException
) -> Outcome:
    """Judge a test that fell over: if the reference passes it, the answer did it."""
    asked = context.with_reference()
    reference_failed = context.student is asked.student
    if reference_failed or run_test(test, asked).verdict is not Verdict.PASSED:
        return _fault_of_test(test, f"{type(error).__name__} in the hidden test")
    return _outcome(test, (Verdict.WRONG, UNUSABLE))


def _outcome(test: HiddenTest, said: tuple[Verdict, str]) -> Outcome:
    verdict, message = said
    return Outcome(
        test=test.name,
        rubric=test.rubric,
        verdict=verdict,
        weight=test.weight,
        message=make_visible(message, MESSAGE),
    )


def _fault_of_test(test: HiddenTest, reason: str) -> Outcome:
    """Say that a test is at fault, not the answer."""
    return Outcome(
        test=test.name,
        rubric=test.rubric,
        verdict=Verdict.GRADER_ERROR,
        weight=test.weight,
        message=reason,
    )


def _fault_of_suite(name: str, reason: str) -> Outcome:
    """Say that an exercise has no test that could be run."""
    return Outcome(test=name, verdict=Verdict.GRADER_ERROR, weight=1.0, message=reason)
