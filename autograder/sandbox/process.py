"""A worker's process as the grader holds it: its clock, its end, and its scratch.

Everything goes by pidfd, so that nothing is ever done to another process which got the
same number.
"""

import contextlib
import os
import re
import select
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from autograder.model import Limits, Verdict
from autograder.sandbox import answers
from autograder.sandbox.scratch import remove_tree

_OUT_OF_MEMORY_STATUS = 99
"""`worker.OUT_OF_MEMORY`, which the grader must not import"""


class WorkerProcess(Protocol):
    """What a RemoteWorker needs of a process, however it came to be; it owns it."""

    @property
    def number(self) -> int:
        """Which worker it is; its Refs are numbered after it."""

    @property
    def connection(self) -> socket.socket:
        """The socket to talk to it by."""

    @property
    def scratch(self) -> str:
        """Where it may write, as it sees it."""

    @property
    def watched(self) -> bool:
        """Whether that is a folder of ours, to be watched and removed."""

    def ended(self, timeout: float) -> bool:
        """Wait until the process is gone; tell whether it is."""

    def cpu_seconds(self) -> float:
        """Read the process's clock; 0 once it is gone."""

    def stuck_in(self) -> str:
        """Ask the process which function it is in; empty when it does not say."""

    def said(self) -> str:
        """Give the last of what it wrote to its standard error."""

    def end(self) -> "Exit | None":
        """Kill it, wait until it is gone, remove what it wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A worker's process as the zygote handed it over."""

    number: int
    pid: int
    pidfd: int
    connection: socket.socket
    stderr: int
    """a memory file that the worker's descriptors 1 and 2 write to"""
    scratch: str
    """where it may write, as it sees it"""
    watched: bool
    """whether that is a folder of ours, to be watched and removed"""
    exit_of: Callable[[int], "Exit | None"]

    def signal(self, number: int) -> None:
        """Send a signal to this very process, or to nobody."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, number)

    def ended(self, timeout: float) -> bool:
        """Wait until the process is gone; tell whether it is."""
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        return bool(poll.poll(timeout * 1000))

    def cpu_seconds(self) -> float:
        """Read the process's clock; 0 once it is gone."""
        try:
            # CLOCK_PROCESS_CPUTIME_ID of another process, as clock_getcpuclockid(3).
            return time.clock_gettime((~self.pid << 3) | 2)
        except OSError:
            return 0.0

    def stuck_in(self) -> str:
        """Ask the process which function it is in; empty when it does not say.

        The outermost function of the notebook is named, without a line: where in a
        loop a clock finds it differs from run to run, and outcomes must not.
        """
        os.ftruncate(self.stderr, 0)
        self.signal(signal.SIGUSR1)
        for _ in range(200):
            time.sleep(0.005)
            dump = os.pread(self.stderr, 1 << 14, 0).decode("utf-8", "replace")
            if frames := re.findall(r'File "<cell \d+>", line \d+ in (\S+)', dump):
                named = [name for name in frames if not name.startswith("<")]
                return f"`{answers.clean(named[-1], 60)}`" if named else ""
        return ""

    def said(self) -> str:
        """Give the last of what it wrote to its standard error."""
        size = os.fstat(self.stderr).st_size
        tail = os.pread(self.stderr, 4000, max(0, size - 4000))
        return answers.clean(tail.decode("utf-8", "replace"), 4000, keep="\n")

    def end(self) -> "Exit | None":
        """Kill it, wait until it is gone, remove what it wrote."""
        self.signal(signal.SIGKILL)
        self.ended(5.0)
        found = self.exit_of(self.number)
        self.connection.close()
        os.close(self.pidfd)
        os.close(self.stderr)
        if self.watched:
            remove_tree(self.scratch)
        return found


@dataclass(frozen=True, slots=True)
class Exit:
    """How a process ended, as the zygote saw it."""

    status: int
    """an exit status, or minus a signal's number"""
    peak: int
    """bytes of memory at most, beyond what it began with"""


def explain(found: Exit, limits: Limits) -> tuple[Verdict, str]:
    """Say how a process ended, in the student's words."""
    number = -found.status
    killed = number == getattr(signal, "SIGKILL", None)
    starved = killed and found.peak > limits.memory // 2
    if found.status == _OUT_OF_MEMORY_STATUS or starved:
        return Verdict.OUT_OF_MEMORY, "used more memory than there is"
    if number == getattr(signal, "SIGXCPU", None):
        return Verdict.TIMED_OUT, "took longer than all its computing time"
    if number <= 0:
        return Verdict.DIED, "ended itself, for example by exit() or os._exit()"
    if killed:
        return Verdict.DIED, "was killed"
    name = (signal.strsignal(number) or f"signal {number}").lower()
    return Verdict.DIED, f"crashed ({name})"
