"""Grade a submission and make all that is shown of it, in whatever process this is.

    Submission → Finished

is the one small protocol of this process, of a pool of processes and of a cluster.
What comes back is text and plain values, ready to be written by the one writer.
"""

import errno
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from autograder.courses.course import Assignment, Course
from autograder.errors import AutograderError, MachineError
from autograder.grading.grade import Grader
from autograder.model import SandboxName
from autograder.runs.tally import Tally
from autograder.submissions.desk import Graded, ReportBuilder
from autograder.submissions.submission import Submission
from autograder.views import feedback
from autograder.views.entry import Entry, automatic_marks, entry

log = logging.getLogger(__name__)

_MACHINE = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.ENOMEM: "there is not enough memory",
}
"""faults that grading the next submission would only meet again"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """Everything that one submission leaves behind."""

    student: str
    report: str
    """as JSON"""
    page: str
    """the student's feedback, as HTML, while no person has given anything"""
    entry: Entry
    tally: Tally
    """the Report's part of the summary"""
    seconds: float
    """how long it took; in no Report, since it is never the same"""
    parts: Mapping[str, float] = field(default_factory=dict)
    """seconds of computing, by exercise, and under "" of the notebook's cells"""
    attempt: int = 0
    """which it is, where several attempts of a student are graded"""

    @property
    def name(self) -> str:
        """What a run calls it: the student, and the attempt if there are several."""
        return f"{self.student}/{self.attempt}" if self.attempt else self.student


Finish = Callable[[Submission], Finished]


class Entries(Protocol):
    """What is graded under each name of a run."""

    def read(self, name: str) -> Submission:
        """Give it."""

    def known(self, name: str) -> Finished | None:
        """Give what it comes to, where that is known before it is graded."""


Write = Callable[[Sequence[Finished]], None]
"""writes what came of a few submissions"""
Writing = Callable[[Assignment, Callable[[str], None]], AbstractContextManager[Write]]
"""opens what is written to; the second argument hears what it waits for"""


@contextmanager
def opened(root: Path, name: str, sandbox: SandboxName) -> Iterator[Finish]:
    """Open a grader for an assignment of the course in `root`."""
    with Grader(Course.find(root).assignment(name), sandbox=sandbox) as grader:
        yield lambda work: finish(grader, work)


def finish(grader: Grader, work: Submission) -> Finished:
    """Grade; a fault of ours becomes a Report too and never stops the others.

    Raises:
        MachineError: the machine cannot go on: a full disk, no memory.
    """
    started = time.perf_counter()
    try:
        return _finished(grader.assignment, work, grader.grade(work), started)
    except AutograderError:
        raise
    except Exception as error:
        _refuse_to_go_on(error)
        log.exception("grading %r failed", work.student)
        graded = grader.report_not_graded(work, f"{type(error).__name__} in the grader")
    return _finished(grader.assignment, work, graded, started)


def given_up(assignment: Assignment, work: Submission, why: str) -> Finished:
    """Finish a submission that could not be graded, without running it."""
    started = time.perf_counter()
    graded = ReportBuilder(assignment).report_not_graded(work, why)
    return _finished(assignment, work, graded, started)


def given_up_in(root: Path, name: str, work: Submission, why: str) -> Finished:
    """Finish one that could not be graded, of the course in `root`."""
    return given_up(Course.find(root).assignment(name), work, why)


def _finished(
    assignment: Assignment, work: Submission, graded: Graded, started: float
) -> Finished:
    its_entry = entry(assignment, graded)
    return Finished(
        student=graded.report.student,
        report=graded.report.to_json(),
        page=feedback.render(
            graded.report,
            marks=automatic_marks(its_entry),
            pictures=its_entry.pictures,
        ),
        entry=its_entry,
        tally=Tally.of([graded.report]),
        seconds=time.perf_counter() - started,
        parts=graded.seconds,
        attempt=work.attempt,
    )


def _refuse_to_go_on(error: Exception) -> None:
    if isinstance(error, MemoryError):
        reason: str | None = _MACHINE[errno.ENOMEM]
    else:
        reason = _MACHINE.get(getattr(error, "errno", None) or 0)
    if reason:
        raise MachineError(
            f"this machine cannot go on: {reason}",
            hint="make room, then run the command again: it goes on where it was",
        ) from error
