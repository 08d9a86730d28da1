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
from autograder.sandbox.guest.exit_statuses import OUT_OF_MEMORY_STATUS
from autograder.sandbox.guest.tree_removal import remove_tree
from autograder.sandbox.host import response_checks

_LOOKS, _LOOK_SECONDS = 200, 0.005
"""how often, and how far apart, a worker's answer to a signal is looked for"""
_END_SECONDS = 5.0


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

    def output_tail(self) -> str:
        """Give the last of what it wrote to its standard output and error."""

    def end(self) -> "ProcessExit | None":
        """Kill it, wait until it is gone, remove what it wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForkedProcess:
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
    exit_of: Callable[[int], "ProcessExit | None"]

    def signal(self, number: int) -> None:
        """Send a signal to this very process, or to nobody."""
        # By pidfd: once it is gone, its number may be another process's.
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
            # CLOCK_PROCESS_CPUTIME_ID of another process, as clock_getcpuclockid(3):
            # /proc counts in hundredths of a second, and may be hidden.
            return time.clock_gettime((~self.pid << 3) | 2)
        except OSError:
            return 0.0

    def stuck_in(self) -> str:
        """Ask the process which function it is in; empty when it does not say.

        The outermost function of the notebook is named, without a line: where in a
        loop a clock finds it differs from run to run, and outcomes must not.
        """
        os.ftruncate(self.stderr, 0)
        # `faulthandler` answers from C, whatever Python is busy with.
        self.signal(signal.SIGUSR1)
        for _ in range(_LOOKS):
            time.sleep(_LOOK_SECONDS)
            # Only so much: the file is the student's to write, too.
            dump = os.pread(self.stderr, 1 << 14, 0).decode("utf-8", "replace")
            if frames := re.findall(r'File "<cell \d+>", line \d+ in (\S+)', dump):
                named = [name for name in frames if not name.startswith("<")]
                return f"`{response_checks.clean_text(named[-1], 60)}`" if named else ""
        return ""

    def output_tail(self) -> str:
        """Give the last of what it wrote to its standard output and error."""
        size = os.fstat(self.stderr).st_size
        tail = os.pread(self.stderr, 4000, max(0, size - 4000))
        return response_checks.clean_text(
            tail.decode("utf-8", "replace"), 4000, keep="\n"
        )

    def end(self) -> "ProcessExit | None":
        """Kill it, wait until it is gone, remove what it wrote."""
        self.signal(signal.SIGKILL)
        self.ended(_END_SECONDS)
        process_exit = self.exit_of(self.number)
        self.connection.close()
        os.close(self.pidfd)
        os.close(self.stderr)
        if self.watched:
            # Only now: while it lived, it could have written there again.
            remove_tree(self.scratch)
        return process_exit


@dataclass(frozen=True, slots=True)
class ProcessExit:
    """How a process ended, as the zygote saw it."""

    status: int
    """an exit status, or minus a signal's number"""
    peak: int
    """bytes of memory at most, beyond what it began with"""


def explain_exit(process_exit: ProcessExit, limits: Limits) -> tuple[Verdict, str]:
    """Say how a process ended, in the student's words."""
    number = -process_exit.status
    # By name: Windows knows few signals, and this module is imported there too.
    killed = number == getattr(signal, "SIGKILL", None)
    # The kernel kills who needs memory that the machine has not got; nobody says so.
    starved = killed and process_exit.peak > limits.memory // 2
    if process_exit.status == OUT_OF_MEMORY_STATUS or starved:
        return Verdict.OUT_OF_MEMORY, "used more memory than there is"
    if number == getattr(signal, "SIGXCPU", None):
        return Verdict.TIMED_OUT, "took longer than all its computing time"
    if number <= 0:
        return Verdict.DIED, "ended itself, for example by exit() or os._exit()"
    if killed:
        return Verdict.DIED, "was killed"
    name = (signal.strsignal(number) or f"signal {number}").lower()
    return Verdict.DIED, f"crashed ({name})"


def last_line(output: str) -> str:
    """Quote the last line that a process wrote, for a message to us."""
    return (output.strip().splitlines() or ["it said nothing"])[-1]
