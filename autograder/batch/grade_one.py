"""Grade a submission and make all that is shown of it, in whatever process this is.

    Submission → Artifacts

is the one small protocol of this process, of a pool of processes and of a cluster.
What comes back is plain values, ready to be written by the one writer.
"""

import errno
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from autograder.common.errors import AutograderError, MachineError
from autograder.course.course import Assignment, Course
from autograder.grading.grader import Grader
from autograder.grading.report_builder import GradingResult, ReportBuilder
from autograder.model import SandboxName
from autograder.output import feedback_page
from autograder.output.gradebook_entry import (
    GradebookEntry,
    automatic_marks,
    make_entry,
)
from autograder.report import Report
from autograder.submissions.submission import Submission

log = logging.getLogger(__name__)

_MACHINE_FAULTS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.ENOMEM: "there is not enough memory",
}
"""faults that grading the next submission would only meet again"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifacts:
    """Everything that one submission leaves behind."""

    report: Report
    page: str
    """the student's feedback, as HTML, while no person has given anything"""
    entry: GradebookEntry
    seconds: float = 0.0
    """how long it took; in no Report, since it is never the same"""
    parts: Mapping[str, float] = field(default_factory=dict)
    """seconds of computing, by exercise, and under "" of the notebook's cells"""
    attempt: int = 0
    """which it is, where several attempts of a student are graded"""

    @property
    def student(self) -> str:
        """Whose it is."""
        return self.report.student

    @property
    def name(self) -> str:
        """What a run calls it: the student, and the attempt if there are several."""
        return f"{self.student}/{self.attempt}" if self.attempt else self.student


@contextmanager
def open_grader(
    root: Path, name: str, sandbox: SandboxName
) -> Iterator[Callable[[Submission], Artifacts]]:
    """Open what grades submissions for an assignment of the course in `root`."""
    with Grader(Course.find(root).assignment(name), sandbox=sandbox) as grader:
        yield partial(grade_submission, grader)


def grade_submission(grader: Grader, work: Submission) -> Artifacts:
    """Grade; a fault of ours becomes a Report too and never stops the others.

    Raises:
        MachineError: the machine cannot go on: a full disk, no memory.
    """
    started = time.perf_counter()
    try:
        return _make_artifacts(grader.assignment, work, grader.grade(work), started)
    except AutograderError:  # of the course or the machine: all others would meet it
        raise
    except Exception as error:
        _refuse_to_go_on(error)
        log.exception("grading %r failed", work.student)
        reason = f"{type(error).__name__} in the grader"
    result = grader.report_not_graded(work, reason)
    return _make_artifacts(grader.assignment, work, result, started)


def give_up_submission(assignment: Assignment, work: Submission, why: str) -> Artifacts:
    """Make the artifacts of a submission that no process survives, without it."""
    started = time.perf_counter()
    result = ReportBuilder(assignment).report_not_graded(work, why)
    return _make_artifacts(assignment, work, result, started)


def _make_artifacts(
    assignment: Assignment, work: Submission, result: GradingResult, started: float
) -> Artifacts:
    entry = make_entry(assignment, result)
    return Artifacts(
        report=result.report,
        page=feedback_page.render_feedback(
            result.report, marks=automatic_marks(entry), pictures=entry.pictures
        ),
        entry=entry,
        seconds=time.perf_counter() - started,
        parts=result.seconds,
        attempt=work.attempt,
    )


def _refuse_to_go_on(error: Exception) -> None:
    number = getattr(error, "errno", None) or 0
    if isinstance(error, MemoryError):  # Python's own has no number
        number = errno.ENOMEM
    if reason := _MACHINE_FAULTS.get(number):
        raise MachineError(
            f"this machine cannot go on: {reason}",
            hint="make room, then run the command again: it goes on where it was",
        ) from error
