"""Ctrl-C is heard, also where Python drops it."""

import contextlib
import os
import signal
import threading

import pytest

from autograder.batch.process_pool import process_tasks
from autograder.common import interrupts


@pytest.fixture(autouse=True)
def in_the_foreground():
    """Have Ctrl-C heard, also where a shell runs the tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def echoing():
    yield lambda task: task


def press():
    os.kill(os.getpid(), signal.SIGINT)


def lose_one():
    """Press Ctrl-C where the exception goes nowhere, as in a destructor."""
    with contextlib.suppress(KeyboardInterrupt):
        press()


def lose_one_in(handler):
    """Have it raised in a thread, where it ends nothing but that."""
    with contextlib.suppress(KeyboardInterrupt):
        handler(signal.SIGINT, None)


def test_pressing_interrupts_at_once():
    """What is remembered is raised as ever, too."""
    with interrupts.remember_interrupts(), pytest.raises(KeyboardInterrupt):
        press()


def test_lost_interrupt_is_raised_by_the_next_check():
    """And it is forgotten when the work has ended."""
    with interrupts.remember_interrupts():
        lose_one()
        with pytest.raises(KeyboardInterrupt):
            interrupts.raise_lost_interrupt()
    interrupts.raise_lost_interrupt()

    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_nothing_is_raised_when_nothing_was_pressed():
    """Asking is free."""
    with interrupts.remember_interrupts():
        assert interrupts.raise_lost_interrupt() is None


@pytest.mark.parametrize("jobs", [1, 2])
def test_lost_interrupt_ends_the_work(jobs):
    """Results stop coming, whoever works on them."""
    crew = process_tasks(echoing, range(99), jobs, give_up=print)
    with interrupts.remember_interrupts(), crew as results:
        next(results)
        lose_one()
        with pytest.raises(KeyboardInterrupt):
            list(results)


def test_lost_interrupt_is_heard_when_no_result_comes(tmp_path):
    """A process that answers no more does not keep it from being heard."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    crew = process_tasks(waiting, [str(pipe)] * 2, 2, give_up=print)
    with interrupts.remember_interrupts(), crew as results:
        pressed = threading.Timer(0.5, lose_one_in, [signal.getsignal(signal.SIGINT)])
        pressed.start()
        with pytest.raises(KeyboardInterrupt):
            next(results)


@contextlib.contextmanager
def waiting():
    """Wait for somebody to write; nobody does."""

    def work(pipe):
        with open(pipe, encoding="ascii") as file:
            return file.read()

    yield work


def test_own_handler_is_left_alone():
    """Who handles Ctrl-C already goes on doing so."""
    heard = []
    before = signal.signal(signal.SIGINT, lambda *_: heard.append(1))
    try:
        with interrupts.remember_interrupts():
            press()
    finally:
        signal.signal(signal.SIGINT, before)

    assert heard == [1]


def test_other_threads_have_no_handler():
    """Formgrader grades in a thread of its server."""
    done = []

    def work():
        with interrupts.remember_interrupts():
            done.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert done == [signal.default_int_handler]
