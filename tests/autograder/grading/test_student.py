"""A submission, alive: calls, lost workers, replay."""

import time

import pytest

from autograder.grading.student import Student
from autograder.grading.student_calls import Overrides
from autograder.model import Answer, Cell, Limits, StudentCode, Verdict
from autograder.sandbox.api import CellResult, Output
from autograder.sandbox.student_faults import (
    ExceptionRaised,
    FunctionMissing,
    WorkerLost,
)
from tests.inprocess import InProcessWorker


class LosesWorker(InProcessWorker):
    """A worker that is lost when a cell or a call says so."""

    def run_cell(self, source, **how):
        if "endless" in source:
            raise WorkerLost(Verdict.TIMED_OUT, "took too long")
        return super().run_cell(source, **how)

    def call(self, name, args, kwargs, options):
        if name == "crash":
            raise WorkerLost(Verdict.DIED, "ended itself")
        return super().call(name, args, kwargs, options)


class Workers:
    """Opens workers and remembers them."""

    def __init__(self):
        self.opened = []

    def __call__(self):
        self.opened.append(LosesWorker())
        return self.opened[-1]


def student_of(*sources, limits=None):
    workers = Workers()
    code = StudentCode(
        cells=tuple(Cell(source=source) for source in sources),
        answers={"f": Answer(source="", attempted=True)},
    )
    return Student(code, workers, limits), workers


def test_call_gives_the_value_back():
    """`student.f(x)` is the function's value."""
    student, _ = student_of("def f(x): return x + 1")

    assert student.f(2) == 3


def test_cells_run_once_for_many_calls():
    """Calls share one worker and one run of the notebook."""
    student, workers = student_of("count = 0", "def f(): return 1")
    student.f()
    student.f()

    assert len(workers.opened) == 1


def test_error_in_one_cell_does_not_stop_the_next():
    """A cell that raises is remembered, and the rest runs."""
    student, _ = student_of("1 / 0", "def f(): return 1")

    assert student.f() == 1
    assert "ZeroDivisionError" in student.cell_results[0].fault.message
    assert student.cell_results[1].fault is None


def test_lost_worker_is_replaced_by_a_replay():
    """After a crash the next call meets a fresh worker with the same notebook."""
    student, workers = student_of("def f(): return 1", "def crash(): pass")

    with pytest.raises(WorkerLost):
        student.crash()

    assert student.f() == 1
    assert len(workers.opened) == 2
    assert workers.opened[0].closed


def test_cell_that_loses_the_worker_is_left_out_of_the_replay():
    """An endless cell costs itself; the cells behind it still run."""
    student, workers = student_of("a = 1", "endless", "def f(): return a")

    assert student.f() == 1
    assert student.cell_results[1].fault.verdict == Verdict.TIMED_OUT
    assert len(student.cell_results) == 3
    assert len(workers.opened) == 2


def test_used_up_budget_ends_the_submission():
    """Past the submission's wall time every call is TIMED_OUT."""
    student, workers = student_of(
        "def f(): return 1", limits=Limits(submission_wall=-1.0)
    )

    with pytest.raises(WorkerLost, match="whole submission") as caught:
        student.f()

    assert caught.value.verdict == Verdict.TIMED_OUT
    assert workers.opened == []


def test_fresh_copy_runs_the_cells_in_a_worker_of_its_own():
    """It knows nothing of the calls before, and leaves out what lost a worker."""
    student, workers = student_of(
        "seen = []", "endless", "def f(x): seen.append(x); return seen"
    )
    student.f("hidden")
    copy = student.fresh_copy()
    before = len(workers.opened)

    assert copy.f("public") == ["public"]
    assert len(workers.opened) == before + 1
    assert student.f("more") == ["hidden", "more"]


def test_fresh_copy_is_on_the_same_account():
    """Who used the submission's time up has none left for what is shown."""
    student, _ = student_of("def f(): return 1")
    student.f()
    student._spending._submission_cpu = 1e9

    with pytest.raises(WorkerLost, match="whole submission"):
        student.fresh_copy().f()


def test_running_the_cells_says_nothing_when_the_time_is_used_up():
    """A notebook of endless cells is the student's, so it raises nothing of ours."""
    student, _ = student_of("def f(): return 1", limits=Limits(submission_wall=-1.0))
    student.run()

    with pytest.raises(WorkerLost, match="whole submission"):
        student.f()


def test_faults_of_a_call_leave_the_worker_alone():
    """An exception or a missing name costs no replay."""
    student, workers = student_of("def f(): return 1 / 0")

    with pytest.raises(ExceptionRaised):
        student.f()
    with pytest.raises(FunctionMissing):
        student.g()

    assert len(workers.opened) == 1
    assert student.defines("f")
    assert not student.defines("g")


def test_budget_ends_a_submission_whose_worker_lives_on(monkeypatch):
    """Calls that are each within their limits cannot go on for ever."""
    student, workers = student_of(
        "def f(): return 1", limits=Limits(submission_wall=50.0)
    )
    assert student.f() == 1
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 51.0)

    with pytest.raises(WorkerLost, match="whole submission"):
        student.f()

    assert workers.opened[0].closed


def test_cells_that_show_too_much_are_left_out():
    """What a whole notebook shows has a limit, and the fault of a cell stays."""

    class Shows(InProcessWorker):
        def run_cell(self, source, **_):
            fault = FunctionMissing("broken") if source == "b" else None
            return CellResult(fault=fault, outputs=(Output(png=bytes(40 << 20)),))

    cells = tuple(Cell(source=source) for source in "abc")
    student = Student(StudentCode(cells=cells), Shows)
    student.run()

    kept = [len(one.outputs) for one in student.cell_results]
    assert kept == [1, 0, 0]
    assert "more than is kept" in student.cell_results[1].stderr
    assert student.cell_results[1].fault.message == "broken"


def test_last_call_is_on_record_with_its_value():
    """What was asked, and what came of it."""
    student, _ = student_of("def f(x, y=0): return x + y")
    student.f(1, y=2)
    call = student.call_log.last_call

    assert (call.name, call.args, call.kwargs) == ("f", (1,), {"y": 2})
    assert (call.value, call.fault) == (3, None)
    assert student.call_log.last_answered == call


def test_failed_call_is_on_record_with_its_fault():
    """The last call failed; the last that was answered is an earlier one."""
    student, _ = student_of("def f(x): return 1 / x")
    student.f(1)
    with pytest.raises(ExceptionRaised):
        student.f(0)

    assert student.call_log.last_call.args == (0,)
    assert student.call_log.last_call.fault.name == "ZeroDivisionError"
    assert student.call_log.last_answered.args == (1,)


def test_result_that_stays_in_the_worker_is_no_whole_answer():
    """Nobody can compare with what was not sent."""
    student, _ = student_of("def f(): return 1")
    student.f.keeping()()

    assert student.call_log.last_call.name == "f"
    assert student.call_log.last_answered is None


def test_last_call_can_be_forgotten():
    """So that a test that asks nothing has none."""
    student, _ = student_of("def f(): return 1")
    student.f()
    student.call_log.forget_last_call()

    assert student.call_log.last_call is None


def test_listener_hears_all_that_the_student_gives_meanwhile():
    """Values, faults and what was fetched; nothing before or afterwards."""
    student, _ = student_of("def f(x): return 1 / x")
    heard = []
    student.f(1)
    with student.call_log.listening(lambda name, answer: heard.append((name, answer))):
        student.f(2)
        with pytest.raises(ExceptionRaised):
            student.f(0)
        student.fetch(7)
    student.f(4)
    (called, result), (failed, fault), fetched = heard

    assert (called, result.value) == ("f", 0.5)
    assert (failed, fault.name) == ("f", "ZeroDivisionError")
    assert fetched == ("fetch", 7)


def test_override_answers_what_the_notebook_calls():
    """It stands in inside the worker, and no longer than it is meant to."""
    student, _ = student_of("def f(): return 1", "def g(): return f()")
    with student.overriding(Overrides(functions={"f": lambda: 2})):
        assert student.g() == 2

    assert student.g() == 1


def test_direct_override_also_answers_a_test():
    """It is on record as the last call, but the student's code gave nothing."""
    student, workers = student_of("def f(): return 1")
    stands_in = Overrides(functions={"f": lambda: 2}, direct=frozenset(["f"]))
    heard = []
    with (
        student.overriding(stands_in),
        student.call_log.listening(lambda name, _answer: heard.append(name)),
    ):
        assert student.f() == 2
        assert (heard, workers.opened) == ([], [])
        assert student.call_log.last_call.value == 2
        assert student.call_log.last_answered is None
        # A worker alone can say what became of the arguments.
        student.f.with_arguments()

    assert heard == ["f"]


def test_fault_of_an_override_is_on_record():
    """The reference's worker may be lost as well."""

    def lost():
        raise WorkerLost(Verdict.DIED, "ended itself")

    student, _ = student_of("def f(): return 1")
    stands_in = Overrides(functions={"f": lost}, direct=frozenset(["f"]))
    with student.overriding(stands_in), pytest.raises(WorkerLost):
        student.f()

    assert student.call_log.last_call.fault.verdict == Verdict.DIED
    assert student.call_log.last_answered is None


def test_overrides_end_when_a_call_fails():
    """An exercise that is lost leaves nothing in place for the next one."""
    student, _ = student_of("def f(): return 1", "def g(): return f() / 0")
    with (
        pytest.raises(ExceptionRaised),
        student.overriding(Overrides(functions={"f": lambda: 2})),
    ):
        student.g()

    assert student.f() == 1
