"""How grading grows: with cores, with submissions, with machines.

Wall time and memory of `autograder grade` as a user runs it, each figure on its own:
what start-up costs is taken out by a run of few, except where nothing is graded.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.course.course import Assignment, Course
from benchmarks import material, rounds
from benchmarks.measuring import Cost, Failed

FEW, SOME, MANY = 4, 100, 1000
_WORKER = ("--no-nanny", "--no-dashboard", "--nthreads", "1", "--memory-limit", "0")
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What was found for one assignment, whose solved notebook all submissions are."""

    name: str
    two_workers: float
    """submissions a minute with two processes over those with one"""
    cluster: float
    """submissions a minute by two dask workers over those by two processes"""
    unchanged: float
    """wall seconds for `MANY` submissions that are graded already"""
    memory: tuple[float, float]
    """MB of the largest process, at `SOME` submissions and at `MANY`"""
    each: tuple[float, float]
    """wall seconds for each submission, at `SOME` and at the most"""
    most: int


def measure(
    course: Course, name: str, folder: Path, most: int, say: Callable[[str], None]
) -> Scale:
    """Grade few, some, many and the most; then the cluster, against the pool.

    Args:
        course: whose content is copied.
        name: the assignment.
        folder: an empty one.
        most: submissions of the longest run.
        say: told what is under way.
    """
    assignment = course.assignment(name)
    sizes = sorted({FEW, SOME, MANY, most})
    folders = {size: _made(course, assignment, folder, size) for size in sizes}
    spent: dict[int, Cost] = {}
    for size in sizes:
        say(f"{name}: {size} submissions, two processes")
        spent[size] = rounds.grade(folders[size], name, "--force", "--jobs", "2")
    say(f"{name}: {MANY} submissions again, unchanged")
    again = rounds.grade(folders[MANY], name, "--jobs", "2")
    say(f"{name}: {SOME} submissions, one process")
    few, some = (
        rounds.grade(folders[size], name, "--force", "--jobs", "1")
        for size in (FEW, SOME)
    )
    say(f"{name}: {SOME} submissions, two dask workers")
    with dask(folder) as address:
        started, dasked = (
            rounds.grade(folders[size], name, "--force", "--cluster", address)
            for size in (FEW, SOME)
        )
    pooled = spent[SOME] - spent[FEW]
    return Scale(
        name=name,
        two_workers=(some - few).wall / pooled.wall,
        cluster=pooled.wall / (dasked - started).wall,
        unchanged=again.wall,
        memory=(spent[SOME].peak / 1e6, spent[MANY].peak / 1e6),
        each=(
            pooled.wall / (SOME - FEW),
            (spent[most] - spent[FEW]).wall / (most - FEW),
        ),
        most=most,
    )


def _made(course: Course, assignment: Assignment, folder: Path, size: int) -> Path:
    solved = material.solved(assignment)
    return material.ours(course, assignment, folder / str(size), [solved] * size)


# ------------------------------------------------------------------ a cluster here


@contextmanager
def dask(folder: Path, workers: int = 2) -> Iterator[str]:
    """Run a scheduler and its workers on loopback; give the scheduler's address."""
    told = folder / "scheduler.json"
    here = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    with ExitStack() as stack:
        scheduler = ("--scheduler-file", str(told), *here)
        stack.enter_context(_running(folder, "scheduler", *scheduler))
        ends = time.monotonic() + _PATIENCE
        while not told.is_file():
            if time.monotonic() > ends:
                raise Failed("the dask scheduler did not start")
            time.sleep(0.1)
        address: str = json.loads(told.read_text(encoding="utf-8"))["address"]
        for _ in range(workers):
            stack.enter_context(_running(folder, "worker", address, *_WORKER))
        yield address


@contextmanager
def _running(folder: Path, part: str, *arguments: str) -> Iterator[None]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{part}", *arguments]
    process = subprocess.Popen(  # noqa: S603 - our own command
        command,
        cwd=folder,
        env={
            **os.environ,
            **rounds.ONE_THREAD,
            "PYTHONPATH": str(rounds.ROOT),
            "XDG_CACHE_HOME": str(folder / "cache"),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()
