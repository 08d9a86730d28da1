"""Grade everything that was handed in for one assignment.

Theory of operation. Somewhere (this process, a pool of processes, a cluster)
submissions become Finished, in any order. One writer, this process, which holds the
course's lock, writes what came of them: gradebook, autograded notebook, feedback page,
and last of all the Report. A Report on disk therefore means that the submission is done
with, and an interrupted run goes on where it was.

What a Report was made of is hashed into it, so unchanged submissions are known without
opening a sandbox, a suite or the gradebook.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path

from autograder import interrupts
from autograder.courses.course import Assignment
from autograder.courses.lateness import Lateness
from autograder.courses.lock import course_lock
from autograder.courses.reports import read_report, report_path, reported
from autograder.courses.rules import Counts
from autograder.errors import Interrupted
from autograder.files import remove_leftovers, write_whole
from autograder.model import SandboxName
from autograder.progress import RunWatcher, SilentWatcher
from autograder.report import Report
from autograder.runs import best, finish, pages, pool
from autograder.runs.finish import Entries, Finished, Write, Writing
from autograder.runs.tally import Tally
from autograder.runs.timings import Durations, Timings
from autograder.submissions import intake
from autograder.submissions.desk import ReportBuilder
from autograder.submissions.folder import is_gone
from autograder.submissions.submission import Submission

Place = Callable[[Iterable[Submission]], AbstractContextManager[Iterator[Finished]]]
"""where submissions are graded: takes them as it has room, gives them as they come"""

STANDS = ("graded", "unreadable")
"""what a Report may be like that grading again could only repeat"""

TOGETHER, AT_ONCE = 8, 1.0
"""so many submissions, or seconds, share a transaction of the gradebook"""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
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
class Batch:
    """What one run of `grade` came to."""

    assignment: Assignment
    students: Sequence[str]
    tally: Tally = field(default_factory=Tally)
    reused: int = 0
    """how many Reports stand from an earlier run"""

    @property
    def reports(self) -> list[Report]:
        """Read the Reports of the run, by student."""
        read = (read_report(self.assignment, student) for student in self.students)
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
            for student, stamp in self.tally.submitted.items()
        )


@contextmanager
def publishing(assignment: Assignment, say: Callable[[str], None]) -> Iterator[Write]:
    """Write gradebook, autograded notebook, feedback page, and last the Report."""
    from autograder.marking.gradebook import (
        Gradebook,  # costs time, and often nothing is new
    )

    remove_leftovers(assignment.reports)
    with Gradebook(assignment, say=say) as gradebook:

        def write(some: Sequence[Finished]) -> None:
            gradebook.record(*(one.entry for one in some))
            for student, page in pages.of(gradebook, some).items():
                path = pages.path(assignment, student)
                remove_leftovers(path.parent)
                write_whole(path, page)
            for one in some:
                write_whole(report_path(assignment, one.student), one.report)

        yield write


def grade_all(
    assignment: Assignment,
    students: Sequence[str],
    how: How | None = None,
    *,
    watcher: RunWatcher | None = None,
    writing: Writing = publishing,
) -> Batch:
    """Grade these students' submissions.

    Args:
        assignment: whose Reports are written, and stand where nothing changed.
        students: who handed in.
        how: in how many processes, in which sandbox, and where.
        watcher: hears how it goes.
        writing: where to, if not to all that people look at.

    Raises:
        UserError: another command writes to this course.
        MachineError: this machine, or its gradebook, or its disk, cannot go on.
        Interrupted: Ctrl-C was pressed; what is done stays done.
    """
    how = how or How()
    watcher = watcher or SilentWatcher()
    _ = assignment.due  # a contradiction is told before anything is graded
    batch = Batch(assignment, students)
    lock = course_lock(
        assignment.course,
        f"{how.verb} {assignment.name}",
        wait=how.wait,
        say=watcher.say,
    )
    try:
        with interrupts.remember_interrupts(), lock:
            entries = _entries(batch, how, watcher)
            Run(batch, how, watcher, writing, entries).go()
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped; {len(batch.tally)} of {len(students)} submissions are done",
            hint=f"`autograder {how.verb} {assignment.name}` goes on where it was",
        ) from None
    return batch


def _entries(batch: Batch, how: How, watcher: RunWatcher) -> Entries:
    """Say what is graded for each student; the best attempt is known by grading all."""
    assignment = batch.assignment
    if assignment.course.rules.which_counts(assignment.name) is Counts.LATEST:
        return _Submitted(assignment)

    def grade(
        place: Assignment, names: Sequence[str], entries: Entries, writing: Writing
    ) -> None:
        Run(Batch(place, names), how, watcher, writing, entries).go()

    chosen = best.choose(
        assignment, batch.students, grade, sandbox=how.sandbox, settle=how.settle
    )
    batch.tally.choices += chosen.choices
    return chosen


@dataclass(frozen=True, slots=True)
class _Submitted:
    """What lies in `submitted/`."""

    assignment: Assignment

    def read(self, name: str) -> Submission:
        return intake.read(self.assignment, name)

    def known(self, name: str) -> None:
        """Know nothing of it before it is graded."""


def places(assignment: Assignment) -> list[str]:
    """Name what a run writes, as seen from the course's folder."""
    return [f"reports/{assignment.name}/", "feedback/", "autograded/", "gradebook.db"]


class Run:
    """One run, with the course's lock held."""

    def __init__(
        self,
        batch: Batch,
        how: How,
        watcher: RunWatcher,
        writing: Writing,
        entries: Entries,
    ) -> None:
        self._entries = entries
        self._writing = writing
        self._batch = batch
        self._assignment = batch.assignment
        self._how = how
        self._watcher = watcher
        self._durations = Durations(batch.assignment)
        self._timings = Timings(batch.assignment)

    def go(self) -> None:
        """Grade what is new, and write what came of it."""
        todo = self._changed()
        self._batch.tally.gone = self._gone()
        self._settle(set(self._batch.students) - set(todo))
        if not todo:
            return
        costs = self._durations.costs(todo)
        self._watcher.plan(costs)
        order = sorted(todo, key=lambda one: (-costs[one], -self._size(one), one))
        order = self._not_known(order)
        if not order:
            return
        works = self._still_there(order)
        try:
            with self._place()(works) as results:
                self._write(results)
        finally:
            self._durations.save()
            self._timings.save()

    def _still_there(self, order: Sequence[str]) -> Iterator[Submission]:
        """Read what is graded; who is gone meanwhile keeps the Report there was.

        A folder that somebody moves while we grade is no empty submission.
        """
        for name in order:
            work = self._entries.read(name)
            if work.files or not is_gone(self._folder(work.student)):
                yield work
            else:
                self._batch.tally.gone.append(work.student)
                self._watcher(name)

    def _folder(self, student: str) -> Path:
        name = self._assignment.name
        return self._assignment.course.submitted / student / name

    def _not_known(self, order: Sequence[str]) -> list[str]:
        """Write what is known before it is graded; name all others."""
        left: list[str] = []

        def known() -> Iterator[Finished]:
            for name in order:
                if finished := self._entries.known(name):
                    yield finished
                else:
                    left.append(name)

        results = known()
        if first := next(results, None):
            self._write(chain([first], results))
            self._timings.save()
        return left

    def _settle(self, stands: Collection[str]) -> None:
        """Show what people gave since on the pages whose Reports stand."""
        if self._writing is publishing:
            pages.settle(self._assignment, sorted(stands))

    def _changed(self) -> list[str]:
        """Count in the Reports that stand; name the students of all others."""
        desk = ReportBuilder(self._assignment, sandbox=self._how.sandbox)
        changed = []
        for student in self._batch.students:
            report = None if self._how.force else self._standing(desk, student)
            if report is None:
                changed.append(student)
            else:
                self._batch.tally.add(report)
                self._batch.reused += 1
                self._watcher(student)
        return changed

    def _standing(self, desk: ReportBuilder, student: str) -> Report | None:
        """Give the Report that stands, if grading again could only repeat it."""
        report = read_report(self._assignment, student)
        if report is None or report.status not in STANDS or not report.inputs:
            return None
        work = self._entries.read(student)
        return report if report.inputs == desk.hash_inputs(work) else None

    def _gone(self) -> list[str]:
        """Name students with a Report and no submission any more."""
        return [
            student
            for student in reported(self._assignment)
            if is_gone(self._folder(student))
        ]

    def _size(self, student: str) -> int:
        with suppress(OSError):
            found = self._folder(student).glob("*.ipynb")
            return sum(path.lstat().st_size for path in found)
        return 0

    def _place(self) -> Place:
        course, name = self._assignment.course, self._assignment.name
        if self._how.cluster:
            from autograder.runs.cluster import Cluster  # the extra may not be there

            return Cluster(
                assignment=self._assignment,
                address=self._how.cluster,
                sandbox=self._how.sandbox,
                say=self._watcher.say,
            )
        return partial(
            pool.working,
            partial(finish.opened, course.root, name, self._how.sandbox),
            jobs=self._how.jobs,
            lost=partial(finish.given_up, self._assignment),
        )

    # -------------------------------------------------------------- the writer

    def _write(self, results: Iterator[Finished]) -> None:
        with self._writing(self._assignment, self._watcher.say) as write:
            for some in _gathered(results):
                write(some)
                for one in some:
                    self._durations.note(one.name, one.seconds)
                    self._timings.note(one.name, one.parts)
                    self._batch.tally.merge(one.tally)
                for one in some:
                    self._watcher(one.name)


def _gathered(results: Iterator[Finished]) -> Iterator[list[Finished]]:
    """Give results a few at a time, the last of them at the end."""
    some: list[Finished] = []
    began = time.monotonic()
    for one in results:
        some.append(one)
        if len(some) >= TOGETHER or time.monotonic() - began > AT_ONCE:
            yield some
            some, began = [], time.monotonic()
    if some:
        yield some
