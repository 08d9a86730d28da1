"""Processes that each hold something costly and work through tasks, one at a time.

Theory of operation. A Helper is a process, started afresh and not forked (who grades
has threads and pipes), that opens what it needs once and then answers one task after
the other over a socket. It ends when the socket closes: when its owner has gone,
however that went, also in the middle of a task. Interrupts from the keyboard are the
owner's to handle. Both ends trust each other and send pickles; student code runs in
neither.

`working` keeps several Helpers busy. A task is taken from the caller only when a Helper
is free, and a result is fetched only when the caller wants one, so that there are never
more than a few of either in memory. When a Helper dies, its task is tried once more in
a new one, and then given up.
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

from autograder import interrupts
from autograder.errors import AutograderError, GraderError, MachineError
from autograder.threads import one_thread

log = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")

Open = Callable[[], AbstractContextManager[Callable[[T], R]]]
"""opens what a Helper holds, and gives what answers a task; it is pickled"""

ATTEMPTS = 2
"""how often a task is tried that its Helper does not survive"""
_STARTS = 3
"""how many Helpers in a row may die before they are ready"""
_END = 2.0
_LOOK = 1.0
"""seconds after which a wait for results looks around"""
_PROGRAM = (
    "import json, sys\n"
    "sys.path[:] = json.loads(sys.argv[1])\n"
    "from autograder.runs.pool import serve\n"
    "serve(int(sys.argv[2]))\n"
)


@contextmanager
def working(
    open_: Open[T, R],
    tasks: Iterable[T],
    jobs: int,
    *,
    lost: Callable[[T, str], R],
) -> Iterator[Iterator[R]]:
    """Start on the tasks; give what comes of each, as it comes.

    Args:
        open_: opens what does the work, in each process.
        tasks: taken one by one, as Helpers are free.
        jobs: processes at a time; 1 means this one.
        lost: says what comes of a task that ended its process every time, and why.

    Raises:
        AutograderError: what opening or working raised.
        MachineError: when Helpers cannot be started.
    """
    if jobs <= 1:
        yield _here(open_, tasks)
        return
    crew = _Crew(open_, iter(tasks), jobs)
    try:
        crew.start()
        yield crew.results(lost)
    finally:
        crew.end()


def _here(open_: Open[T, R], tasks: Iterable[T]) -> Iterator[R]:
    with ExitStack() as stack:
        work: Callable[[T], R] | None = None
        for task in tasks:
            interrupts.raise_lost_interrupt()
            work = work or stack.enter_context(open_())
            yield work(task)


class Gone(Exception):  # noqa: N818 - an event
    """A Helper has ended by itself; says how."""


class Helper(Generic[T, R]):
    """One process; `open_` runs in it."""

    def __init__(self, open_: Open[T, R]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            arguments = [json.dumps(sys.path), str(theirs.fileno())]
            # A group of its own: Ctrl-C in a terminal is its owner's to handle.
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", "-c", _PROGRAM, *arguments],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=2,  # stdout is for what the user asked for
                env={**os.environ, **one_thread()},
                process_group=0,
            )
        self._connection: Connection[Any, Any] = Connection(ours.detach())
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
            raise Gone(self._how_it_ended()) from None

    def receive(self) -> R:
        """Wait for its answer, or for it to be ready.

        Raises:
            Gone: it has ended.
            AutograderError: what it raised.
        """
        try:
            kind, value = self._connection.recv()
        except (EOFError, OSError):
            raise Gone(self._how_it_ended()) from None
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

    def leave(self) -> None:
        """Let it go: it ends by itself, whatever it is doing."""
        self._connection.close()

    def end(self) -> None:
        """End it, and wait until it has ended."""
        self.leave()
        try:
            self._process.wait(_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _how_it_ended(self) -> str:
        try:
            status = self._process.wait(_END)
        except subprocess.TimeoutExpired:
            return "does not answer"
        if status >= 0:
            return f"ended with status {status}"
        return f"was killed by {signal.Signals(-status).name}"


# ------------------------------------------------------------------ several of them


class _Lost:
    """A task was given up."""

    def __init__(self, why: str) -> None:
        self.why = why


class _Crew(Generic[T, R]):
    """Helpers, and which task each of them has."""

    def __init__(self, open_: Open[T, R], tasks: Iterator[T], jobs: int) -> None:
        self._open = open_
        self._tasks = tasks
        self._jobs = jobs
        self._again: deque[tuple[T, int]] = deque()
        self._busy: dict[Helper[T, R], tuple[T, int]] = {}
        self._idle: list[Helper[T, R]] = []
        self._dead_starts = 0

    def start(self) -> None:
        """Start Helpers on the first tasks."""
        self._hand_out()

    def results(self, lost: Callable[[T, str], R]) -> Iterator[R]:
        """Give what comes of each task; `lost` answers for those given up."""
        while self._busy:
            interrupts.raise_lost_interrupt()
            for helper in self._heard():
                task, _ = self._busy[helper]
                came = self._hear(helper)
                self._hand_out()  # before the caller takes its time with the result
                if isinstance(came, _Lost):
                    yield lost(task, came.why)
                elif came is not None:
                    yield came[0]

    def _heard(self) -> list[Helper[T, R]]:
        ready = set(wait([helper.fileno() for helper in self._busy], _LOOK))
        return [helper for helper in self._busy if helper.fileno() in ready]

    def end(self) -> None:
        helpers = [*self._busy, *self._idle]
        for helper in helpers:
            helper.leave()
        for helper in helpers:
            helper.end()

    def _hear(self, helper: Helper[T, R]) -> tuple[R] | _Lost | None:
        """Hear a helper that has something to say; None if that is no result yet."""
        task, _ = self._busy[helper]
        try:
            if helper.is_ready:
                result = helper.receive()
                del self._busy[helper]
                self._idle.append(helper)
                return (result,)
            helper.receive()
            self._dead_starts = 0
            helper.send(task)
        except Gone as gone:
            return self._bury(helper, str(gone))
        return None

    def _bury(self, helper: Helper[T, R], how: str) -> _Lost | None:
        task, number = self._busy.pop(helper)
        helper.end()
        log.info("a grading process %s", how)
        if not helper.is_ready:
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
            return _Lost(f"the grading process {how}, {ATTEMPTS} times")
        return None

    def _hand_out(self) -> None:
        """Give tasks to whoever is idle, and start Helpers while there is work."""
        while len(self._busy) < self._jobs:
            task = self._next()
            if task is None:
                return
            if self._idle:
                helper = self._idle.pop()
                self._busy[helper] = task
                try:
                    helper.send(task[0])
                except Gone as gone:
                    self._again.append(task)
                    self._bury_idle(helper, str(gone))
            else:
                self._busy[Helper(self._open)] = task

    def _bury_idle(self, helper: Helper[T, R], how: str) -> None:
        del self._busy[helper]
        helper.end()
        log.info("a grading process %s", how)

    def _next(self) -> tuple[T, int] | None:
        if self._again:
            return self._again.popleft()
        for task in self._tasks:
            return task, 1
        return None


# ------------------------------------------------------------------ in the process


def serve(fd: int) -> None:
    """Be a Helper: open, say so, and answer tasks until the owner has gone."""
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
