"""Grade what arrives: in a course's `submitted/`, or in a folder that it is sent to.

Theory of operation. Round after round a folder is looked at; what has `settled` is
collected, where the folder is an inbox, and graded as `autograder grade` does it: what
is unchanged keeps its Report. The course's lock is held while something is written,
and by nobody while we wait. Ctrl-C ends it between rounds and in the middle of one:
what is done stays done, and the next start goes on behind it.

An inbox may hold whatever `autograder collect` understands. With several assignments
it has a folder for each, named as they are.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.batch import run_batch
from autograder.batch.run_batch import RunOptions
from autograder.common.errors import Busy, Interrupted, UserError
from autograder.course.course import Assignment, Course
from autograder.course.lateness import Lateness
from autograder.course.report_store import read_report
from autograder.report import Report
from autograder.submissions import intake
from autograder.tools.lms.collect import collect_download
from autograder.tools.lms.stable_files import StableFiles, is_whole, stamp_path

ArrivalKey = tuple[str, str]
"""an assignment, and a student or the name of what lies in an inbox"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedArrival:
    """A submission that was graded."""

    report: Report
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutArrival:
    """What could not be graded, or not be collected."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchMessage:
    """What a person should know now; it is about the run and not about anybody."""

    text: str


WatchEvent = GradedArrival | LeftOutArrival | WatchMessage


@dataclass(slots=True)
class WatchResult:
    """What a watch came to."""

    graded: int = 0
    not_graded: int = 0
    """of these, left open by a fault of ours"""
    suspicious: int = 0
    unreadable: int = 0
    unchanged: int = 0
    """Reports that stood already"""
    left_out: list[LeftOutArrival] = field(default_factory=list)
    arriving: int = 0
    """what was still changing in the last look"""

    @property
    def needs_a_person(self) -> bool:
        """Tell whether somebody must look."""
        waiting = self.suspicious or self.unreadable or self.left_out
        return bool(self.not_graded or waiting)


class FolderWatch:
    """Watches one folder of one course."""

    def __init__(  # noqa: PLR0913 - all but the first two by name
        self,
        root: Path,
        folder: Path | None,
        *,
        names: Sequence[str] = (),
        how: RunOptions | None = None,
        interval: float = 2.0,
        tell: Callable[[WatchEvent], None],
    ) -> None:
        """Look at the folders once, so that what is wrong with them is said now.

        Args:
            root: the course's folder.
            folder: an inbox; the course's `submitted/` if None.
            names: of the assignments; all that are released when empty.
            how: how to grade.
            interval: seconds between two looks.
            tell: hears what happens.

        Raises:
            UserError: there is no such assignment or folder.
        """
        course = Course.find(root)
        self._root = course.root
        self._names = [course.assignment(name).name for name in names]
        self._inbox = _inbox(course, folder)
        self._how = replace(how or RunOptions(), wait=True, verb="watch")
        self._interval = interval
        self._tell = tell
        self._stable: StableFiles[ArrivalKey] = StableFiles()
        self._told: set[LeftOutArrival] = set()
        self._boxes: dict[str, Path] = {}
        """of an inbox, where each assignment's submissions arrive"""
        self.done = WatchResult()

    @property
    def place(self) -> str:
        """Say what is watched."""
        return str(self._inbox or self._root / "submitted")

    def run(self, *, once: bool = False) -> WatchResult:
        """Grade what arrives until Ctrl-C; `once`: what has settled by now."""
        try:
            self.look()
            while True:
                time.sleep(self._interval)
                self.look()
                if once:
                    break
        # Python drops a Ctrl-C in a destructor: then `Interrupted` tells of it.
        except (KeyboardInterrupt, Interrupted):
            if once:
                told = f"stopped; {self.done.graded} submissions were graded"
                hint = "the next run goes on behind them"
                raise Interrupted(told, hint=hint) from None
        return self.done

    def look(self) -> None:
        """Look once, and take what has settled since the look before."""
        assignments = self._assignments()
        looks = {
            (assignment.name, name): look
            for assignment in assignments
            for name in self._listed(assignment)
            if (look := stamp_path(self._path(assignment, name))) is not None
        }
        stable = self._stable.look(looks)
        self.done.arriving = self._stable.arriving
        for assignment in assignments:
            names = [name for of, name in stable if of == assignment.name]
            whole = [name for name in names if is_whole(self._path(assignment, name))]
            self.done.arriving += len(names) - len(whole)
            if whole:
                self._take(assignment, whole)

    def _take(self, assignment: Assignment, names: Sequence[str]) -> None:
        """Collect, where that is asked for, and grade; then leave them alone."""
        students: Sequence[str] = names
        if self._inbox is not None:
            try:
                students = self._collected(assignment, names)
            except Busy as busy:  # in the next round, then
                self._tell(WatchMessage(text=str(busy)))
                return
        if students:
            self._grade(assignment, students)
        self._stable.take([(assignment.name, name) for name in names])

    # ------------------------------------------------------------ where to look

    def _assignments(self) -> list[Assignment]:
        """Read the course anew: a deadline may have moved meanwhile."""
        course = Course.find(self._root)
        every = [course.assignment(name) for name in self._names or course.names()]
        if self._inbox is not None:
            self._boxes = {
                assignment.name: self._inbox / assignment.name for assignment in every
            }
            if len(every) == 1:  # then the inbox itself is its box
                self._boxes = {every[0].name: self._inbox}
            self._complain_of_strays(self._inbox)
        return [
            assignment for assignment in every if assignment.release_notebook.is_file()
        ]

    def _complain_of_strays(self, inbox: Path) -> None:
        """Say what lies in an inbox of several assignments, and in no folder of one."""
        if inbox in self._boxes.values():
            return
        for name in set(_names_in(inbox)) - set(self._boxes):
            folders = ", ".join(f"{folder}/" for folder in sorted(self._boxes))
            why = f"it does not say of which assignment: move it into {folders}"
            self._leave(LeftOutArrival(what=name, why=why))

    def _listed(self, assignment: Assignment) -> list[str]:
        """Name who handed in, or what lies in the inbox."""
        if self._inbox is not None:
            return _names_in(self._boxes[assignment.name])
        for refused in intake.refused_folders(assignment):
            what = f"submitted/{refused.folder}/{assignment.name}"
            self._leave(LeftOutArrival(what=what, why=refused.reason))
        try:
            return intake.submitting_students(assignment)
        except UserError:  # nobody handed in yet
            return []

    def _path(self, assignment: Assignment, name: str) -> Path:
        if self._inbox is not None:
            return self._boxes[assignment.name] / name
        return assignment.course.submitted / name / assignment.name

    # ------------------------------------------------------------ what to do

    def _collected(self, assignment: Assignment, names: Sequence[str]) -> list[str]:
        """Put what arrived into `submitted/`; give whose it is."""
        came = collect_download(
            assignment,
            self._boxes[assignment.name],
            # Only what has settled: its neighbours may be half written.
            wanted=lambda path: path.split("/")[0] in names,
        )
        for what, why in came.left_out:
            self._leave(LeftOutArrival(what=what, why=why))
        # Who is unchanged may have been collected and not graded before we stopped.
        return sorted({*came.new, *came.replaced, *came.unchanged})

    def _grade(self, assignment: Assignment, students: Sequence[str]) -> None:
        watcher = _BatchListener(assignment, self._graded, self._tell)
        done = run_batch.grade_all(assignment, students, self._how, watcher=watcher)
        self.done.unchanged += done.reused

    def _graded(self, came: GradedArrival) -> None:
        self.done.graded += 1
        self.done.not_graded += came.report.status == "not_graded"
        self.done.suspicious += came.report.status == "suspicious"
        self.done.unreadable += came.report.status == "unreadable"
        self._tell(came)

    def _leave(self, what: LeftOutArrival) -> None:
        """Say once what is left out, and not in every round."""
        if what not in self._told:
            self._told.add(what)
            self.done.left_out.append(what)
            self._tell(what)


class _BatchListener:
    """Hears what `run_batch` does, and tells of each submission that was graded."""

    def __init__(
        self,
        assignment: Assignment,
        graded: Callable[[GradedArrival], None],
        tell: Callable[[WatchEvent], None],
    ) -> None:
        self._assignment = assignment
        self._graded = graded
        self._tell = tell
        self._planned: set[str] = set()

    def __call__(self, student: str) -> None:
        report = read_report(self._assignment.report_store, student)
        if student in self._planned and report is not None:
            late = Lateness.of_report(self._assignment, report).is_late
            self._graded(GradedArrival(report=report, late=late))

    def plan(self, costs: Mapping[str, float]) -> None:
        self._planned = set(costs)

    def say(self, text: str) -> None:
        self._tell(WatchMessage(text=text))


def find_course_folder(course_dir: Path | None, folder: Path | None) -> Path:
    """Give the course's folder: the one that is named, or watched, or the current."""
    if course_dir is None and folder is not None:
        for path in (folder, folder / ".."):
            if (path / "source").is_dir():
                return path.resolve()
    return course_dir or Path.cwd()


def _inbox(course: Course, folder: Path | None) -> Path | None:
    """Give the inbox; None when `submitted/` itself is watched."""
    if folder is None:
        return None
    found = folder.resolve()
    if found in (course.root, course.submitted.resolve()):
        return None
    if not found.is_dir():
        raise UserError(
            f"there is no folder `{folder}` to watch", hint=f"mkdir -p {folder}"
        )
    if any(found.is_relative_to(course.root / own) for own in _OWN):
        raise UserError(
            f"`{folder}` is the course's own: nothing arrives there",
            hint="watch submitted/, or a folder that submissions are sent to",
        )
    return found


_OWN = (
    *("source", "assignments", "solutions", "tests", "submitted", "reports"),
    *("autograded", "feedback", ".autograder", ".git"),
)


def _names_in(folder: Path) -> list[str]:
    """Name what lies in a folder; names with a dot in front are of programs' own."""
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError:
        return []
