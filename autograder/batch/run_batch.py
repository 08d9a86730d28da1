"""Grade everything that was handed in for one assignment.

Theory of operation. Somewhere (this process, a pool of processes, a cluster)
submissions become Artifacts, in any order. One writer, this process, which holds the
course's lock, writes them: gradebook, autograded notebook, feedback page, and last of
all the Report. A Report on disk therefore means that the submission is done with, and
an interrupted run goes on where it was.

What a Report was made of is hashed into it, so unchanged submissions are known without
opening a sandbox, a suite or the gradebook.

Where the best of several attempts counts, a run grades twice: first every attempt,
beside what people look at, then what was chosen by these Reports.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from autograder.batch import best_attempt, grade_one, process_pool
from autograder.batch.grade_one import Artifacts
from autograder.batch.published_results import PublishedResults
from autograder.batch.staged_results import StagedResults
from autograder.batch.summary import BatchSummary
from autograder.batch.timings import SubmissionDurations, SubmissionTimings
from autograder.common import interrupts
from autograder.common.errors import Interrupted
from autograder.common.progress import RunWatcher, SilentWatcher
from autograder.course.course import Assignment
from autograder.course.course_lock import course_lock
from autograder.course.lateness import Lateness
from autograder.course.policy import CountingRule
from autograder.course.report_store import ReportStore, read_report, reported_students
from autograder.grading.report_builder import ReportBuilder
from autograder.model import SandboxName
from autograder.report import Report
from autograder.submissions import intake
from autograder.submissions.safe_folder import is_gone
from autograder.submissions.submission import Submission

SETTLED_STATUSES = ("graded", "unreadable")
"""what a Report may be like that grading again could only repeat"""

WRITE_TOGETHER, WRITE_EVERY = 8, 1.0
"""so many submissions, or seconds, share a transaction of the gradebook"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How to grade."""

    jobs: int = 1
    """processes at a time"""
    force: bool = False
    """grade unchanged submissions too"""
    sandbox: SandboxName = "auto"
    cluster: str = ""
    """address of a dask scheduler whose workers grade; empty for this machine"""
    wait: bool = False
    """wait for another command that writes to the course"""
    settle: bool = True
    """where the best of several attempts counts, put that one into `submitted/`"""
    verb: str = "grade"
    """the command that does this, for who waits for it or stops it"""


@dataclass(slots=True)
class BatchResult:
    """What one run of `grade` came to."""

    assignment: Assignment
    names: Sequence[str]
    """what was to be graded: students or, of several attempts, `<student>/<number>`"""
    store: ReportStore
    summary: BatchSummary = field(default_factory=BatchSummary)
    reused: int = 0
    """how many Reports stand from an earlier run"""

    @property
    def reports(self) -> list[Report]:
        """Read the Reports of the run, by student."""
        read = (read_report(self.store, name) for name in self.names)
        return [report for report in read if report is not None]

    @property
    def late(self) -> int | None:
        """Count whose work came after their own due date, extension and grace included.

        None when there is no due date.
        """
        if self.assignment.due is None:
            return None
        return sum(
            Lateness.of_stamp(self.assignment, student, stamp).is_late
            for student, stamp in self.summary.submitted.items()
        )


class SubmissionSource(Protocol):
    """What is graded under each name of a run."""

    def read_submission(self, name: str) -> Submission:
        """Give it."""

    def known_artifacts(self, name: str) -> Artifacts | None:
        """Give what it comes to, where that is known before it is graded."""


class ResultDestination(Protocol):
    """Where what came of submissions is written."""

    def open_writer(
        self,
    ) -> AbstractContextManager[Callable[[Sequence[Artifacts]], None]]:
        """Give what writes a few results, all of each; nobody else writes there."""

    def refresh_pages(self, students: Collection[str]) -> None:
        """Bring the pages of Reports that stand up to date."""


def grade_all(
    assignment: Assignment,
    students: Sequence[str],
    options: RunOptions | None = None,
    *,
    watcher: RunWatcher | None = None,
    staged_in: ReportStore | None = None,
) -> BatchResult:
    """Grade these students' submissions.

    Args:
        assignment: whose submissions they are.
        students: who handed in.
        options: in how many processes, in which sandbox, and where.
        watcher: hears how it goes.
        staged_in: where the Reports are written, and stand where nothing changed, if
            not where everybody looks; then nothing else of the course is written.

    Raises:
        UserError: another command writes to this course.
        MachineError: this machine, or its gradebook, or its disk, cannot go on.
        Interrupted: Ctrl-C was pressed; what is done stays done.
    """
    options, watcher = options or RunOptions(), watcher or SilentWatcher()
    _ = assignment.due  # a contradiction is told before anything is graded
    result = BatchResult(assignment, students, staged_in or assignment.report_store)
    destination: ResultDestination = PublishedResults(assignment, watcher.say)
    if staged_in is not None:
        destination = StagedResults(staged_in)
    doing = f"{options.verb} {assignment.name}"
    lock = course_lock(assignment.course, doing, wait=options.wait, say=watcher.say)
    try:
        with interrupts.remember_interrupts(), lock:
            source: SubmissionSource = SubmittedFolder(assignment)
            if (
                assignment.course.rules.which_counts(assignment.name)
                is CountingRule.BEST
            ):
                source = _grade_attempts(result, options, watcher)
            BatchRun(result, options, watcher, source, destination).grade_changed()
    except KeyboardInterrupt:
        done = f"{len(result.summary)} of {len(students)} submissions are done"
        raise Interrupted(
            f"stopped; {done}", hint=f"`autograder {doing}` goes on where it was"
        ) from None
    return result


def _grade_attempts(
    result: BatchResult, options: RunOptions, watcher: RunWatcher
) -> SubmissionSource:
    """Grade every attempt of these students beside, then say which of them count."""
    attempts = best_attempt.AttemptSource(result.assignment, result.store)
    names = attempts.list_attempts(result.names)
    staged = BatchResult(result.assignment, names, attempts.store)
    destination = StagedResults(attempts.store)
    BatchRun(staged, options, watcher, attempts, destination).grade_changed()
    chosen = best_attempt.choose_attempts(
        attempts, result.names, sandbox=options.sandbox, settle=options.settle
    )
    result.summary.choices += chosen.choices
    return chosen


@dataclass(frozen=True, slots=True)
class SubmittedFolder:
    """What lies in `submitted/`: a SubmissionSource."""

    assignment: Assignment

    def read_submission(self, name: str) -> Submission:
        """Read what a student handed in."""
        return intake.read_submission(self.assignment, name)

    def known_artifacts(self, name: str) -> None:
        """Know nothing of it before it is graded."""


def output_places(assignment: Assignment) -> list[str]:
    """Name what a run writes, as seen from the course's folder."""
    return [f"reports/{assignment.name}/", "feedback/", "autograded/", "gradebook.db"]


class BatchRun:
    """One pass over the submissions of some names, with the course's lock held."""

    def __init__(
        self,
        result: BatchResult,
        options: RunOptions,
        watcher: RunWatcher,
        source: SubmissionSource,
        destination: ResultDestination,
    ) -> None:
        self._result = result
        self._assignment = result.assignment
        self._options = options
        self._watcher = watcher
        self._source = source
        self._destination = destination
        self._durations = SubmissionDurations(result.assignment)
        self._timings = SubmissionTimings(result.assignment)

    def grade_changed(self) -> None:
        """Grade what is new, and write what came of it."""
        changed = self._changed_names()
        self._result.summary.gone = self._gone_students()
        self._destination.refresh_pages(set(self._result.names) - set(changed))
        if not changed:
            return
        costs = self._durations.costs(changed)
        self._watcher.plan(costs)
        # What takes long is begun first, or it would be waited for at the end, alone.
        order = sorted(changed, key=lambda one: (-costs[one], -self._size(one), one))
        order = self._write_known(order)
        if not order:
            return
        works = self._still_there(order)
        try:
            # The pool starts before the gradebook is opened: both take their time.
            with self._grading(works) as graded, self._open_buffer() as buffer:
                for artifacts in graded:
                    buffer.add(artifacts)
        finally:
            self._durations.save()
            self._timings.save()

    def _grading(
        self, works: Iterator[Submission]
    ) -> AbstractContextManager[Iterator[Artifacts]]:
        """Grade in this process, in several, or on a cluster; give what is done."""
        course, name = self._assignment.course, self._assignment.name
        if self._options.cluster:
            from autograder.batch.cluster import DaskCluster  # the extra may be missing

            return DaskCluster(
                assignment=self._assignment,
                address=self._options.cluster,
                sandbox=self._options.sandbox,
                say=self._watcher.say,
            ).grade_each(works)
        return process_pool.process_tasks(
            partial(grade_one.open_grader, course.root, name, self._options.sandbox),
            works,
            jobs=self._options.jobs,
            give_up=partial(grade_one.give_up_submission, self._assignment),
        )

    # ------------------------------------------------------------ what is graded

    def _changed_names(self) -> list[str]:
        """Count in the Reports that stand; name all others."""
        if self._options.force:
            return list(self._result.names)
        desk = ReportBuilder(self._assignment, sandbox=self._options.sandbox)
        changed = []
        for name in self._result.names:
            report = self._standing_report(desk, name)
            if report is None:
                changed.append(name)
            else:
                self._result.summary.add_report(report)
                self._result.reused += 1
                self._watcher(name)
        return changed

    def _standing_report(self, desk: ReportBuilder, name: str) -> Report | None:
        """Give the Report that stands, if grading again could only repeat it."""
        report = read_report(self._result.store, name)
        if report is None or report.status not in SETTLED_STATUSES:
            return None
        work = self._source.read_submission(name)
        if report.inputs != desk.hash_inputs(work):  # also where there are none
            return None
        return report

    def _gone_students(self) -> list[str]:
        """Name students with a Report and no submission any more."""
        return [
            student
            for student in reported_students(self._result.store)
            if is_gone(self._folder(student))
        ]

    def _still_there(self, names: Sequence[str]) -> Iterator[Submission]:
        """Read what is graded; who is gone meanwhile keeps the Report there was."""
        for name in names:
            work = self._source.read_submission(name)
            # A folder that somebody moves while we grade is no empty submission.
            if work.files or not is_gone(self._folder(work.student)):
                yield work
            else:
                self._result.summary.gone.append(work.student)
                self._watcher(name)

    def _folder(self, student: str) -> Path:
        name = self._assignment.name
        return self._assignment.course.submitted / student / name

    def _size(self, student: str) -> int:
        with suppress(OSError):
            found = self._folder(student).glob("*.ipynb")
            return sum(path.lstat().st_size for path in found)
        return 0

    # ------------------------------------------------------------ the writer

    def _write_known(self, names: Sequence[str]) -> list[str]:
        """Write what is known before it is graded; name all others."""
        unknown: list[str] = []
        with ExitStack() as stack:
            buffer: WriteBuffer | None = None
            for name in names:
                artifacts = self._source.known_artifacts(name)
                if artifacts is None:
                    unknown.append(name)
                    continue
                buffer = buffer or stack.enter_context(self._open_buffer())
                buffer.add(artifacts)
        if buffer is not None:
            self._timings.save()
        return unknown

    @contextmanager
    def _open_buffer(self) -> Iterator["WriteBuffer"]:
        """Give what takes results; the last of them are written at the end."""
        with self._destination.open_writer() as write:
            buffer = WriteBuffer(partial(self._write_results, write))
            yield buffer
            buffer.flush()

    def _write_results(
        self,
        write: Callable[[Sequence[Artifacts]], None],
        done: Sequence[Artifacts],
    ) -> None:
        write(done)
        for artifacts in done:
            self._durations.note(artifacts.name, artifacts.seconds)
            self._timings.note(artifacts.name, artifacts.parts)
            self._result.summary.add_report(artifacts.report)
        for artifacts in done:
            self._watcher(artifacts.name)


class WriteBuffer:
    """Results that wait for others, to be written in one transaction with them."""

    def __init__(self, write: Callable[[Sequence[Artifacts]], None]) -> None:
        self._write = write
        self._waiting: list[Artifacts] = []
        self._since = time.monotonic()

    def add(self, artifacts: Artifacts) -> None:
        """Take a result; write what waits if that is enough, or waits for long."""
        self._waiting.append(artifacts)
        waited = time.monotonic() - self._since
        if len(self._waiting) >= WRITE_TOGETHER or waited > WRITE_EVERY:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._waiting:
            self._write(self._waiting)
        self._waiting, self._since = [], time.monotonic()
