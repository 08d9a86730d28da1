"""A hidden case that nothing honest can pass: worth nothing, run in every grading.

Theory of operation. In each grading, after an exercise that hangs on the course's
secret and so cannot be foreseen, two tests run through the very machinery that decides
points. The first repeats the last call that was answered, and expects numbers drawn a
moment before from the machine's entropy, which never leave the grader: who passes reads
our memory, has bent our comparison, or sends a value that is equal to everything. The
second calls a function whose name was drawn just so: in an honest notebook there is
none, and who answers has replaced what answers. No right or wrong code can do either.
A pass puts words into the Report's `tampering`, and its points wait for a person.
"""

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.grading.checks import CheckFailed, assert_values
from autograder.grading.hidden_suite import HiddenTest, TestContext, run_test
from autograder.grading.student import Student
from autograder.model import Exercise, Kind, Verdict

_FAR = 1e9
"""how far the expected numbers lie from what exercises are about"""


class Canary:
    """Watches over one grading."""

    def __init__(self, context: TestContext, exercises: Sequence[Exercise]) -> None:
        """Watch.

        Args:
            context: of the submission, as its hidden tests get it.
            exercises: those that will be graded, in order.
        """
        self._context = context
        code = [exercise for exercise in exercises if exercise.kind is Kind.CODE]
        plots = [exercise for exercise in exercises if exercise.kind is Kind.PLOT]
        # Not after a plot if possible: what draws takes a hundred times as long.
        self._candidates = code or plots
        self._left_to_skip = _exercises_to_skip(context, len(self._candidates))
        self._has_run = False
        self.tampering = ""
        """what only tampering explains; empty for everybody else"""

    def after_exercise(self, exercise: Exercise) -> None:
        """Take note that an exercise was graded; run the two tests when it is time."""
        if exercise not in self._candidates or self._has_run:
            return
        self._left_to_skip -= 1
        is_last = exercise is self._candidates[-1]
        has_answer = self._context.student.call_log.last_answered is not None
        if is_last or (self._left_to_skip < 0 and has_answer):
            self._run(exercise)

    def _run(self, exercise: Exercise) -> None:
        self._has_run = True
        for canary_test, meaning in CANARY_TESTS:
            # Under the exercise's name, as its own tests: the same way to a verdict.
            test = replace(canary_test, exercise=exercise.name)
            if run_test(test, self._context).verdict is Verdict.PASSED:
                self.tampering = meaning


def impossible_value(student: Student) -> None:
    """An answered call gives numbers that were drawn since."""
    call = student.call_log.last_answered
    if call is None:
        # Nobody answered: our own comparison is still put to the test.
        assert_values(_drawn_like(0.0), _drawn_like(0.0))
        return
    # Drawn before the call: what reads our memory would find them in this frame.
    wanted = _drawn_like(_first_numbers(call.value))
    if not student.is_alive:
        assert_values(_drawn_like(0.0), wanted)
        return
    value = getattr(student, call.name)(*call.args, **call.kwargs)
    assert_values(_first_numbers(value), wanted)


def unknown_name(student: Student) -> None:
    """A function that was never written gives a value."""
    if not student.is_alive:
        raise CheckFailed("nobody is there to answer")
    getattr(student, f"canary_{secrets.token_hex(8)}")(secrets.randbits(30))


def _test(run: Callable[[Student], None]) -> HiddenTest:
    return HiddenTest(
        exercise="",
        name=run.__name__,
        function=run.__name__,
        run=run,
        parameters={},
        arguments=("student",),
        weight=0.0,
        needs=(),
        rubric=run.__doc__ or "",
    )


CANARY_TESTS = (
    (
        _test(impossible_value),
        "a hidden case that no code can pass was passed: the comparison or the "
        "grader's memory was reached",
    ),
    (
        _test(unknown_name),
        "a function that does not exist gave an answer: something else answers in "
        "the notebook's place",
    ),
)
"""each test with what it means when it passes"""


def _exercises_to_skip(context: TestContext, exercises: int) -> int:
    """Choose how many exercises are skipped: the same in every rerun, not guessable."""
    digest = context.student.code.digest
    key = hmac.digest(context.secret, f"{digest}\ncanary".encode(), "sha256")
    return int.from_bytes(key, "big") % max(exercises, 1)


def _first_numbers(value: Any) -> Any:
    """Give the first part of an answer that is no container of others."""
    while isinstance(value, dict | tuple | list) and value:
        parts = value.values() if isinstance(value, dict) else value
        value = next(iter(parts))
    return value


def _drawn_like(value: Any) -> Any:
    """Draw numbers of a value's shape; one number where it has none."""
    shape: tuple[int, ...] = ()
    if isinstance(value, np.ndarray) and value.size:
        shape = value.shape
    # Not from the test's own generator: what seeds that could be known to a student.
    return np.random.default_rng().normal(scale=_FAR, size=shape)
