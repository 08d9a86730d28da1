"""How long a worker may go on, and what it is told when the time is up."""

import time
from dataclasses import replace
from types import SimpleNamespace

import pytest

from autograder.grading.hidden_suite import HiddenSuite, TestContext
from autograder.grading.student import Student
from autograder.model import Cell, Limits, StudentCode, Verdict
from autograder.sandbox.host.time_limits import Spending, TimeBudget, TimeUp
from autograder.sandbox.student_faults import WorkerLost
from tests.inprocess import InProcessWorker

LIMITS = Limits(wall_factor=5.0)


def test_computing_time_decides():
    """Two seconds of the worker's clock are two seconds, whatever the wall says."""
    budget = TimeBudget.starting(10.0, 2.0, LIMITS)

    assert budget.seconds_left(11.5) == pytest.approx(0.5)
    with pytest.raises(TimeUp, match="longer than 2 s of computing time"):
        budget.seconds_left(12.0)


@pytest.mark.parametrize(
    "used,said",
    [(0.01, "waited longer than 10 s"), (0.5, "longer than 2 s of computing time")],
)
def test_wall_ends_those_who_wait(used, said):
    """A sleeper waited; one that computes on a busy machine is told as ever."""
    budget = TimeBudget.starting(10.0, 2.0, LIMITS)
    over = replace(budget, wall_ends=time.monotonic() - 1)

    with pytest.raises(TimeUp, match=said):
        over.seconds_left(10.0 + used)


def test_inner_budget_ends_with_the_outer_one():
    """A call within a call gets no more time than is left."""
    outer = TimeBudget.starting(10.0, 1.0, LIMITS)
    inner = TimeBudget.starting(10.9, 5.0, LIMITS).within(outer)

    assert inner.seconds_left(10.9) == pytest.approx(0.1)


class Clock:
    """A worker's clock that goes as it is told."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def spent(spending, clock, seconds, *, exercise=True):
    with spending.counted(clock, exercise=exercise):
        clock.now += seconds


def test_exercise_has_a_limit_of_its_own():
    """Many calls that are each in time can be too many; the next exercise goes on."""
    spending, clock = Spending(Limits(exercise_cpu=2.0)), Clock()
    spent(spending, clock, 1.5)
    spending.check()
    spent(spending, clock, 1.5)

    with pytest.raises(TimeUp, match="for the whole exercise was used up"):
        spending.check()
    spending.begin_exercise()
    spending.check()


def test_replay_counts_for_the_submission_only():
    """An exercise does not pay for the cells that another one makes us run again."""
    limits = Limits(exercise_cpu=2.0, submission_cpu=4.0)
    spending, clock = Spending(limits), Clock()
    spent(spending, clock, 3.0, exercise=False)
    spending.check()
    spent(spending, clock, 1.5)

    with pytest.raises(TimeUp, match="for the whole submission was used up"):
        spending.check()


def test_call_within_a_call_counts_once():
    """A test's function may ask the worker again while a call is under way."""
    spending, clock = Spending(Limits(exercise_cpu=2.5)), Clock()
    with spending.counted(clock, exercise=True):
        clock.now += 1.0
        spent(spending, clock, 1.0)
    spending.check()
    spent(spending, clock, 1.0)

    with pytest.raises(TimeUp):  # 2 seconds so far, and not 3, are within 2.5
        spending.check()


def test_clock_of_a_lost_worker_gives_nothing_back():
    """A worker that is gone shows 0, which must not count below nothing."""
    spending, clock = Spending(Limits(exercise_cpu=2.0)), Clock()
    spent(spending, clock, 1.5)
    spent(spending, clock, -1.5)
    spent(spending, clock, 1.0)

    with pytest.raises(TimeUp):
        spending.check()


def test_sleeping_calls_have_the_wall_s_limit(monkeypatch):
    """Who sleeps through many calls uses no computing time, and ends all the same."""
    spending = Spending(Limits(exercise_cpu=2.0, wall_factor=3.0))
    started = time.monotonic()
    times = iter([started, started + 6.5, started])
    monkeypatch.setattr(time, "monotonic", lambda: next(times))
    with spending.counted(lambda: 0.0, exercise=True):
        pass

    with pytest.raises(TimeUp, match="whole exercise"):
        spending.check()


class Slow(InProcessWorker):
    """A worker whose every call takes a second of its clock."""

    clock = 0.0

    def call(self, name, args, kwargs, options):
        self.clock += 1.0
        return super().call(name, args, kwargs, options)

    def cpu_seconds(self):
        return self.clock


def test_student_s_calls_are_cut_by_exercise():
    """The calls of one exercise are counted together; the next one starts anew."""
    code = StudentCode(cells=(Cell(source="def f(): return 1"),))
    student = Student(code, Slow, Limits(exercise_cpu=1.5))
    student.begin_exercise()
    answered = [student.f(), student.f()]
    with pytest.raises(WorkerLost, match="whole exercise") as caught:
        student.f()
    student.begin_exercise()

    assert caught.value.verdict is Verdict.TIMED_OUT
    assert [*answered, student.f()] == [1, 1, 1]


def test_suite_begins_each_exercise_with_a_full_clock():
    """Whoever runs an exercise's tests says so to the student."""
    begun = []
    student = SimpleNamespace(
        begin_exercise=lambda: begun.append(1),
        code=SimpleNamespace(unreadable="no notebook", answers={"f": None}),
    )
    test = SimpleNamespace(name="test_values", rubric="", weight=1.0)
    context = TestContext(
        student=student, reference=None, secret=b"", reference_student=None
    )
    run = HiddenSuite(tests={"f": [test]}).run(SimpleNamespace(name="f"), context)

    assert run.saw(Verdict.MISSING)
    assert begun == [1]
