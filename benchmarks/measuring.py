"""Run a command and say what it cost: CPU of it and all its children, and wall time.

CPU time is what the kernel charged (`wait4`), so other work on the machine lengthens
the wall time of a run and hardly its CPU time. What is compared runs in turns, one
after the other, and medians of such pairs are reported.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, and bytes."""

    cpu: float
    wall: float
    peak: int = 0
    """bytes of memory of the largest process, of one run; differences have none"""

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.cpu - other.cpu, self.wall - other.wall)

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.cpu + other.cpu, self.wall + other.wall)

    def __truediv__(self, count: float) -> "Cost":
        return Cost(self.cpu / count, self.wall / count)


class Failed(Exception):  # noqa: N818 - an event
    """A measured command ended with an error; the text is the last it said."""


def run(
    command: Sequence[str | Path],
    *,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    cores: int | None = None,
) -> tuple[Cost, str]:
    """Run a command; give what it cost and what it printed.

    Args:
        command: the program and its arguments.
        folder: where it runs.
        environment: variables beside this process's own.
        cores: how many cores it may use; all of this process's if None.
    """
    mine = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryFile() as error:
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own commands
            [str(part) for part in command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=error,
            text=True,
        )
        os.sched_setaffinity(process.pid, mine[:cores])
        assert process.stdout is not None
        with process.stdout as stdout:
            said = stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        error.seek(0)
        words = error.read().decode("utf-8", "replace").strip()
    if process.returncode:
        name = " ".join(str(part) for part in command[:6])
        raise Failed(f"`{name}` ended with {process.returncode}:\n{words[-1500:]}")
    cpu = used.ru_utime + used.ru_stime
    return Cost(cpu, wall, used.ru_maxrss << 10), said


def python(*arguments: str | Path) -> list[str | Path]:
    """Give a command of this very Python."""
    return [sys.executable, *arguments]


def each(whole: Cost, one: Cost, count: int) -> Cost:
    """Give what each further submission costs: a run of `count` less a run of one."""
    return (whole - one) / (count - 1)


def median(costs: Sequence[Cost]) -> Cost:
    """Give the median of CPU and of wall time, each by itself."""
    return Cost(
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.wall for cost in costs),
    )


def ratio(upper: float, lower: float) -> float:
    """Divide; what lies below nothing is infinitely often in everything."""
    return upper / lower if lower > 0 else float("inf")
