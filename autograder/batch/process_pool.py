"""Processes that each hold something costly and work through tasks.

Theory of operation. A PoolProcess is started afresh and not forked (who grades has
threads and pipes); it opens what it needs once and then answers one task after the
other over a socket. It ends when the socket closes: when its owner has gone, however
that went, also in the middle of a task. Interrupts from the keyboard are the owner's to
handle. Both ends trust each other and send pickles; student code runs in neither.

`process_tasks` keeps several of them busy. A task is taken from the caller only when a
process is free, and a result is fetched only when the caller wants one, so that there
are never more than a few of either in memory. When a process dies, its task is tried
once more in a new one, and then given up.
"""

import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from autograder.common import interrupts
from autograder.common.cpus import one_thread
from autograder.common.errors import AutograderError, GraderError, MachineError

log = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")

TaskOpener = Callable[[], AbstractContextManager[Callable[[T], R]]]
"""opens what a process holds, and gives what answers a task; it is pickled"""

ATTEMPTS = 2
"""how often a task is tried that its process does not survive"""
_STARTS = 3
"""how many processes in a row may die before they are ready"""
_END_WAIT = 2.0
_LOOK = 1.0
"""seconds after which a wait for results looks around"""
_PROGRAM = (
    "import json, sys\n"
    "sys.path[:] = json.loads(sys.argv[1])\n"
    "from autograder.batch.process_pool import serve_tasks\n"
    "serve_tasks(int(sys.argv[2]))\n"
)


@contextmanager
def process_tasks(
    open_: TaskOpener[T, R],
    tasks: Iterable[T],
    jobs: int,
    *,
    give_up: Callable[[T, str], R],
) -> Iterator[Iterator[R]]:
    """Start on the tasks; give what comes of each, as it comes.

    Args:
        open_: opens what does the work, in each process.
        tasks: taken one by one, as processes are free.
        jobs: processes at a time; 1 means this one.
        give_up: says what comes of a task that ended its process every time, and why.

    Raises:
        AutograderError: what opening or working raised.
        MachineError: when processes cannot be started.
    """
    if jobs <= 1:
        yield _process_here(open_, tasks)
        return
    pool = ProcessPool(open_, iter(tasks), jobs, give_up)
    try:
        pool.start()
        yield pool.results()
    finally:
        pool.end()


def _process_here(open_: TaskOpener[T, R], tasks: Iterable[T]) -> Iterator[R]:
    with ExitStack() as stack:
        work: Callable[[T], R] | None = None
        for task in tasks:
            interrupts.raise_lost_interrupt()
            # Not before there is a task: what it opens takes seconds.
            work = work or stack.enter_context(open_())
            yield work(task)


class ProcessDied(Exception):  # noqa: N818 - an event
    """A process of a pool has ended by itself; says how."""


class PoolProcess(Generic[T, R]):
    """One process; `open_` runs in it."""

    def __init__(self, open_: TaskOpener[T, R]) -> None:
        owner_end, process_end = socket.socketpair()
        with process_end:
            arguments = [json.dumps(sys.path), str(process_end.fileno())]
            # A group of its own: Ctrl-C in a terminal is its owner's to handle.
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", "-c", _PROGRAM, *arguments],
                pass_fds=[process_end.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=2,  # stdout is for what the user asked for
                env={**os.environ, **one_thread()},
                process_group=0,
            )
        self._connection: Connection[Any, Any] = Connection(owner_end.detach())
        self._connection.send(open_)
        self.is_ready = False

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def fileno(self) -> int:
        """Let `wait` watch it."""
        return self._connection.fileno()

    def get_ready(self) -> None:
        """Wait until it has opened what it holds; `receive` raises what that raised."""
        if not self.is_ready:
            self.receive()

    def send(self, task: T) -> None:
        """Hand it a task; it must be ready and have none."""
        try:
            self._connection.send(task)
        except OSError:
            raise ProcessDied(self._how_it_ended()) from None

    def receive(self) -> R:
        """Wait for its answer, or for it to be ready.

        Raises:
            ProcessDied: it has ended.
            AutograderError: what it raised.
        """
        try:
            kind, value = self._connection.recv()
        except (EOFError, OSError):
            raise ProcessDied(self._how_it_ended()) from None
        if kind == "raised":
            raise value
        self.is_ready = True
        answer: R = value
        return answer

    def ask(self, task: T) -> R:
        """Hand it a task and wait for the answer."""
        self.get_ready()
        self.send(task)
        return self.receive()

    def let_go(self) -> None:
        """Close the socket: it ends by itself, whatever it is doing."""
        self._connection.close()

    def end(self) -> None:
        """End it, and wait until it has ended."""
        self.let_go()
        try:
            self._process.wait(_END_WAIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _how_it_ended(self) -> str:
        try:
            status = self._process.wait(_END_WAIT)
        except subprocess.TimeoutExpired:
            return "does not answer"
        if status >= 0:
            return f"ended with status {status}"
        return f"was killed by {signal.Signals(-status).name}"


# ------------------------------------------------------------------ several of them


class ProcessPool(Generic[T, R]):
    """Processes, and which task each of them has."""

    def __init__(
        self,
        open_: TaskOpener[T, R],
        tasks: Iterator[T],
        jobs: int,
        give_up: Callable[[T, str], R],
    ) -> None:
        self._open = open_
        self._tasks = tasks
        self._jobs = jobs
        self._give_up = give_up
        self._again: deque[tuple[T, int]] = deque()
        """tasks to be tried again, each with the number of that attempt"""
        self._busy: dict[PoolProcess[T, R], tuple[T, int]] = {}
        self._idle: list[PoolProcess[T, R]] = []
        self._done: deque[R] = deque()
        """results that nobody has taken yet"""
        self._dead_starts = 0

    def start(self) -> None:
        """Start processes on the first tasks."""
        self._hand_out()

    def results(self) -> Iterator[R]:
        """Give what comes of each task."""
        while self._busy:
            interrupts.raise_lost_interrupt()
            for process in self._ready_processes():
                self._receive_from(process)
                self._hand_out()  # before the caller takes its time with the result
                while self._done:
                    yield self._done.popleft()

    def end(self) -> None:
        """End all processes, whatever they are doing."""
        processes = [*self._busy, *self._idle]
        # All of them at once, so that nobody waits for one after the other.
        for process in processes:
            process.let_go()
        for process in processes:
            process.end()

    def _ready_processes(self) -> list[PoolProcess[T, R]]:
        """Name those that have something to say; none of them when time is up."""
        ready = set(wait([process.fileno() for process in self._busy], _LOOK))
        return [process for process in self._busy if process.fileno() in ready]

    def _receive_from(self, process: PoolProcess[T, R]) -> None:
        """Take a result, or hear that a process is ready for its first task."""
        task, _ = self._busy[process]
        try:
            if process.is_ready:
                self._done.append(process.receive())
                del self._busy[process]
                self._idle.append(process)
                return
            process.receive()
            self._dead_starts = 0
            process.send(task)
        except ProcessDied as died:
            self._on_death(process, str(died))

    def _on_death(self, process: PoolProcess[T, R], how: str) -> None:
        """Have a dead process's task tried again, or give it up."""
        task, number = self._remove_dead(process, how)
        if not process.is_ready:  # not the task's fault: it was never sent
            self._dead_starts += 1
            if self._dead_starts >= _STARTS:
                raise MachineError(
                    f"grading processes do not start: the last one {how}",
                    hint="is there enough memory? fewer at a time need less: -j 1",
                )
            self._again.append((task, number))
        elif number < ATTEMPTS:
            self._again.append((task, number + 1))
        else:
            why = f"the grading process {how}, {ATTEMPTS} times"
            self._done.append(self._give_up(task, why))

    def _hand_out(self) -> None:
        """Give tasks to whoever is idle, and start processes while there is work."""
        while len(self._busy) < self._jobs:
            task = self._next_task()
            if task is None:
                return
            if self._idle:
                self._hand_to(self._idle.pop(), task)
            else:  # it gets its task when it says that it is ready
                self._busy[PoolProcess(self._open)] = task

    def _hand_to(self, process: PoolProcess[T, R], task: tuple[T, int]) -> None:
        self._busy[process] = task
        try:
            process.send(task[0])
        except ProcessDied as died:  # while it was idle: no task is to blame
            self._again.append(self._remove_dead(process, str(died)))

    def _remove_dead(self, process: PoolProcess[T, R], how: str) -> tuple[T, int]:
        """Forget a process that has died; give the task that it had."""
        task = self._busy.pop(process)
        process.end()
        log.info("a grading process %s", how)
        return task

    def _next_task(self) -> tuple[T, int] | None:
        if self._again:
            return self._again.popleft()
        for task in self._tasks:
            return task, 1
        return None


# ------------------------------------------------------------------ in the process


def serve_tasks(fd: int) -> None:
    """Be a PoolProcess: open, say so, and answer tasks until the owner has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_owner, args=[fd], daemon=True).start()
    connection: Connection[Any, Any] = Connection(fd)
    try:
        with connection.recv()() as work:
            connection.send(("ready", None))
            while True:
                connection.send(("done", work(connection.recv())))
    except (EOFError, ConnectionError):
        return
    except AutograderError as error:
        connection.send(("raised", error))
    except Exception as error:
        log.exception("a grading process failed")
        reason = f"{type(error).__name__} in a grading process"
        connection.send(("raised", GraderError(reason)))


def _end_with_owner(fd: int) -> None:
    poll = select.poll()
    poll.register(fd, 0)  # a hang-up is always told
    poll.poll()
    # What it holds ends when its own sockets close.
    os._exit(0)
