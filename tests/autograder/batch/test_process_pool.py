"""Processes that work through tasks: results, errors, deaths."""

import contextlib
import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from autograder.batch.process_pool import PoolProcess, process_tasks
from autograder.common.errors import MachineError, UserError
from tests.waiting import wait_until


@contextlib.contextmanager
def doubling():
    yield lambda task: task * 2


@contextlib.contextmanager
def telling_pid():
    yield lambda task: (task, os.getpid(), os.environ.get("OPENBLAS_NUM_THREADS"))


@contextlib.contextmanager
def complaining():
    raise UserError("no reference", hint="write one")
    yield


@contextlib.contextmanager
def failing():
    yield lambda task: 1 // task


@contextlib.contextmanager
def stillborn():
    os.kill(os.getpid(), signal.SIGKILL)
    yield


@contextlib.contextmanager
def dying_of(folder, deadly, times):
    """Die of one task, so many times."""

    def work(task):
        tries = folder / f"{task}-{os.getpid()}"
        if task == deadly and len(list(folder.glob(f"{task}-*"))) < times:
            tries.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return task

    yield work


@contextlib.contextmanager
def sleeping():
    def work(path):
        Path(path).write_text(str(os.getpid()))
        time.sleep(600)

    yield work


def no_loss(task, why):
    raise AssertionError(f"{task}: {why}")


def results(open_, tasks, jobs, lost=no_loss):
    with process_tasks(open_, tasks, jobs, give_up=lost) as came:
        return list(came)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_task_has_its_result(jobs):
    """However many processes there are, each task is done once."""
    assert sorted(results(doubling, range(7), jobs)) == [0, 2, 4, 6, 8, 10, 12]


def test_tasks_are_done_elsewhere_with_one_thread_each():
    """Two jobs are two other processes, each with one thread of linear algebra."""
    came = results(telling_pid, range(8), 2)

    assert os.getpid() not in {pid for _, pid, _ in came}
    assert {"1"} == {threads for _, _, threads in came}


def test_no_process_is_started_when_there_is_no_task():
    """What is costly to open is not opened for nothing."""
    assert results(complaining, [], 1) == []
    assert results(complaining, [], 2) == []


def test_tasks_are_taken_only_as_they_are_needed():
    """Results that nobody has fetched yet hold new tasks back."""
    taken = []

    def tasks():
        for number in range(50):
            taken.append(number)
            yield number

    with process_tasks(doubling, tasks(), 2, give_up=no_loss) as came:
        next(came)
        next(came)

    assert len(taken) <= 6


@pytest.mark.parametrize("jobs", [1, 2])
def test_error_of_opening_is_told_with_its_hint(jobs):
    """What is wrong with the course is said as if there were no processes."""
    with pytest.raises(UserError, match="no reference") as caught:
        results(complaining, [1, 2], jobs)

    assert caught.value.hint == "write one"


def test_other_errors_are_ours():
    """An exception in a process is named and ends the run."""
    with pytest.raises(Exception, match="ZeroDivisionError in a grading process"):
        results(failing, [1, 0], 2)


def test_task_is_tried_again_when_its_process_was_killed(tmp_path):
    """A death costs time only: all results are there."""
    came = results(partial(dying_of, tmp_path, 3, 1), range(6), 2)

    assert sorted(came) == [0, 1, 2, 3, 4, 5]


def test_task_is_given_up_when_it_kills_twice(tmp_path):
    """The second death is the task's end, and the others are done."""
    told = []

    def lost(task, why):
        told.append((task, why))
        return -1

    came = results(partial(dying_of, tmp_path, 3, 2), range(6), 2, lost)

    assert sorted(came) == [-1, 0, 1, 2, 4, 5]
    assert told == [(3, "the grading process was killed by SIGKILL, 2 times")]


def test_machine_is_at_fault_when_no_process_starts():
    """Processes that die before they are ready are not started for ever."""
    with pytest.raises(MachineError, match=r"do not start: .* killed by SIGKILL"):
        results(stillborn, range(6), 2)


def test_process_ends_with_its_owner_in_the_middle_of_a_task(tmp_path):
    """Nobody grades on when the command is gone, however it went."""
    mark = tmp_path / "pid"
    helper = PoolProcess(sleeping)
    helper.get_ready()
    helper.send(str(mark))
    wait_until(lambda: mark.is_file() and mark.read_text())
    helper.let_go()

    assert helper.end() is None
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)
