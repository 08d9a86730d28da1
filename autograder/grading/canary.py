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
from autograder.grading.record import Record
from autograder.grading.suite import Bench, HiddenTest, run_test
from autograder.model import Exercise, Kind, Verdict
from autograder.student import Student

_FAR = 1e9
"""how far the expected numbers lie from what exercises are about"""


class Canary:
    """Watches over one grading."""

    def __init__(self, bench: Bench, exercises: Sequence[Exercise]) -> None:
        """Watch.

        Args:
            bench: of the submission, as its hidden tests get it.
            exercises: those that will be graded, in order.
        """
        self._bench = bench
        plots = [one for one in exercises if one.kind is Kind.PLOT]
        # Not after a plot if possible: what draws takes a hundred times as long.
        self._later = [one for one in exercises if one.kind is Kind.CODE] or plots
        self._turn = _turn(bench, len(self._later))
        self._sang = False
        self.tampering = ""
        """what only tampering explains; empty for everybody else"""

    def hear(self, exercise: Exercise) -> None:
        """Take note that an exercise was graded; sing when it is time."""
        if exercise not in self._later or self._sang:
            return
        self._turn -= 1
        last = exercise is self._later[-1]
        if last or (self._turn < 0 and self._bench.student.call_log.last_answered):
            self._sing(exercise)

    def _sing(self, exercise: Exercise) -> None:
        self._sang = True
        for test, meaning in SONGS:
            its = replace(test, exercise=exercise.name)
            outcome = run_test(its, self._bench, self._bench.student, Record())
            if outcome.verdict is Verdict.PASSED:
                self.tampering = meaning


def impossible_value(student: Student) -> None:
    """An answered call gives numbers that were drawn since."""
    asked = student.call_log.last_answered
    wanted = _drawn_like(_first_numbers(asked.value) if asked else 0.0)
    if asked and student.is_alive:
        value = _first_numbers(
            getattr(student, asked.name)(*asked.args, **asked.kwargs)
        )
    else:
        value = _drawn_like(0.0)
    assert_values(value, wanted)


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


SONGS = (
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


def _turn(bench: Bench, exercises: int) -> int:
    """Choose how many exercises are let by: the same in every rerun, not guessable."""
    digest = bench.student.code.digest
    key = hmac.digest(bench.secret, f"{digest}\ncanary".encode(), "sha256")
    return int.from_bytes(key, "big") % max(exercises, 1)


def _first_numbers(value: Any) -> Any:
    """Give the first part of an answer that is no container of others."""
    while isinstance(value, dict | tuple | list) and value:
        value = next(iter(value.values() if isinstance(value, dict) else value))
    return value


def _drawn_like(value: Any) -> Any:
    """Draw numbers of a value's shape; one number where it has none."""
    shape = value.shape if isinstance(value, np.ndarray) and value.size else ()
    return np.random.default_rng().normal(scale=_FAR, size=shape)
