"""Where our own time goes: CPU of the grader, the zygote and the worker, by stage.

    python -m benchmarks.stages COURSE ASSIGNMENT

Grades a course's submissions as `autograder grade` does, in this process, with clocks
around what does the work. The first submission pays for what all share, and is not
counted. Prints as JSON, by stage, the milliseconds of each process for a submission.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import Any

STAGES = {
    "read": "find and read the file",
    "spawn": "fork a worker and lock it in",
    "cells": "run the notebook's cells, with pictures",
    "tests": "run the hidden tests",
    "end": "end the worker, remove what it wrote",
    "entry": "make the notebook for formgrader",
    "page": "make the feedback page",
    "gradebook": "write rows and the notebook",
    "rest": "lay answers in, score, serialise, write Report and page",
}

Spent = tuple[float, float, float]
"""CPU seconds of grader, worker and zygote"""
NOTHING: Spent = (0.0, 0.0, 0.0)


def minus(first: Spent, second: Spent) -> Spent:
    """Take one cost from another; a clock that is gone shows 0 and counts nothing."""
    a, b, c = (max(0.0, x - y) for x, y in zip(first, second, strict=True))
    return a, b, c


def plus(first: Spent, second: Spent) -> Spent:
    """Add two costs."""
    a, b, c = (x + y for x, y in zip(first, second, strict=True))
    return a, b, c


class Clock:
    """Adds up what each stage costs; within a stage, another one's part is its own."""

    def __init__(self, now: Callable[[], Spent]) -> None:
        self.spent: dict[str, Spent] = {}
        self._now = now
        self._inner = NOTHING

    def reset(self) -> None:
        """Forget what was counted."""
        self.spent.clear()
        self._inner = NOTHING

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Charge what happens within to this stage."""
        outer, self._inner = self._inner, NOTHING
        before = self._now()
        try:
            yield
        finally:
            whole = minus(self._now(), before)
            own = minus(whole, self._inner)
            self.spent[name] = plus(self.spent.get(name, NOTHING), own)
            self._inner = plus(outer, whole)

    def around(self, owner: Any, function: str, name: str) -> None:
        """Charge every call of a function to a stage from now on."""
        timed = getattr(owner, function)

        @wraps(timed)
        def charged(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return timed(*args, **kwargs)

        setattr(owner, function, charged)


def main(root: str, name: str) -> None:
    """Grade and print where the time went."""
    from autograder.batch import grade_one, run_batch
    from autograder.course.course import Course
    from autograder.gradebook.gradebook import Gradebook
    from autograder.grading.hidden_suite import HiddenSuite
    from autograder.grading.student import Student
    from autograder.output import feedback_page
    from autograder.sandbox.host.fork_server import ForkServer
    from autograder.sandbox.host.remote_worker import RemoteWorker
    from autograder.submissions import intake

    at_work: list[Any] = [None, None]
    clock = Clock(lambda: _clocks(*at_work))
    assignment = Course.find(Path(root)).assignment(name)
    read, opened = intake.read_submission, ForkServer.open

    def count(*args: Any) -> Any:
        count.times += 1  # type: ignore[attr-defined]
        if count.times == 2:  # type: ignore[attr-defined]  # noqa: PLR2004 - behind the first
            clock.reset()
            count.since = time.process_time()  # type: ignore[attr-defined]
        return read(*args)

    def open_(zygote: Any, *args: Any) -> Any:
        at_work[:] = [zygote, None]
        with clock.stage("spawn"):
            at_work[1] = opened(zygote, *args)
        return at_work[1]

    count.times = 0  # type: ignore[attr-defined]
    intake.read_submission = count
    clock.around(intake, "read", "read")
    ForkServer.open = open_  # type: ignore[method-assign]
    clock.around(RemoteWorker, "close", "end")
    clock.around(Student, "_run_cells", "cells")
    clock.around(HiddenSuite, "run", "tests")
    clock.around(grade_one, "make_entry", "entry")
    clock.around(feedback_page, "render_feedback", "page")
    clock.around(Gradebook, "record", "gradebook")
    students = intake.submitting_students(assignment, [])
    run_batch.grade_all(assignment, students, run_batch.RunOptions(jobs=1, force=True))
    known = sum(mine for mine, _, _ in clock.spent.values())
    mine = time.process_time() - count.since  # type: ignore[attr-defined]
    clock.spent["rest"] = (mine - known, 0.0, 0.0)
    each = 1000 / (len(students) - 1)
    found = {
        stage: [each * seconds for seconds in spent]
        for stage, spent in clock.spent.items()
    }
    print(json.dumps(found))


def _clocks(zygote: Any, worker: Any) -> Spent:
    """Read the clocks of this process, of the last opened worker, of the zygote."""
    mine = time.process_time()
    if zygote is None:
        return mine, 0.0, 0.0
    theirs = worker._process.cpu_seconds() if worker is not None else 0.0
    with suppress(OSError):  # it has ended
        # CLOCK_PROCESS_CPUTIME_ID of another process, as clock_getcpuclockid(3).
        return mine, theirs, time.clock_gettime((~zygote._process.pid << 3) | 2)
    return mine, 0.0, 0.0


if __name__ == "__main__":
    main(*sys.argv[1:])
