"""Regrade as a decision: grade what was handed in again, look, and only then publish.

Theory of operation. A preview grades into `reports/<a>.next/`, beside the Reports that
stand; gradebook, pages and students see nothing of it. There lies, for each student,
the Report and, in `rest/`, what publishing writes besides. Publishing first copies the
Reports that it replaces into `reports/<a>.before/<number>-<suite>/`, then writes as
`grade` does: what a person gave in formgrader is never touched. A publication that was
cut off goes on when the command is given again; until then its folder is marked.

What our own fault left open is not published: the Report that stands is better.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder import wording
from autograder.courses.course import Assignment
from autograder.courses.lock import course_lock
from autograder.courses.reports import read_report, report_path
from autograder.errors import UserError
from autograder.files import write_whole
from autograder.marking.marks import read_marks
from autograder.progress import RunWatcher, SilentWatcher
from autograder.report import Report
from autograder.runs import batch, beside, best
from autograder.runs.batch import How
from autograder.runs.difference import Change, change
from autograder.runs.finish import Finished
from autograder.submissions.desk import ReportBuilder
from autograder.submissions.intake import read

UNFINISHED = "unfinished"
"""a file in a folder of old Reports: the publication was cut off"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrade:
    """What another grading makes of the submissions, or what one has made of them."""

    assignment: str
    before: tuple[str, ...]
    """the hidden suites of the Reports that stood, the most frequent first"""
    after: str
    """the suite of the new ones"""
    changes: tuple[Change, ...]
    """of all students that were compared, by how much they change"""
    not_graded: tuple[str, ...] = ()
    """students whom a fault of ours kept from being graded"""
    faults: tuple[str, ...] = ()
    """what these faults were, each once"""
    published: bool = False
    kept: str = ""
    """where the old Reports lie"""

    @property
    def changed(self) -> list[Change]:
        """Those whose points, maximum or status change."""
        return [one for one in self.changes if one.is_one]


class _Next(Assignment):
    """The assignment, with its Reports in a place where nobody looks yet."""

    @property
    def reports(self) -> Path:
        return super().reports.with_name(f"{self.name}.next")


def preview(
    assignment: Assignment,
    students: Sequence[str],
    how: How | None = None,
    *,
    watcher: RunWatcher | None = None,
) -> Regrade:
    """Grade these submissions beside their Reports, and compare.

    What was previewed before and would come out the same is not graded again.

    Raises:
        UserError: another command writes to this course.
        MachineError: this machine cannot go on.
        Interrupted: Ctrl-C was pressed; what is done stays done.
    """
    next_ = _next(assignment)
    how = dataclasses.replace(how or How(), verb="regrade", settle=False)
    done = batch.grade_all(
        next_, students, how, watcher=watcher, writing=beside.writing
    )
    return _regrade(
        assignment,
        [(read_report(assignment, one.student), one) for one in done.reports],
    )


def publish(
    assignment: Assignment,
    seen: Regrade,
    *,
    wait: bool = False,
    watcher: RunWatcher | None = None,
) -> Regrade:
    """Put previewed Reports in the place of those that stand, and keep the old ones.

    Raises:
        UserError: a submission changed since the preview, or another command writes.
        MachineError: the disk or the gradebook cannot be written.
    """
    watcher = watcher or SilentWatcher()
    doing = f"regrade {assignment.name} --publish"
    with course_lock(assignment.course, doing, wait=wait, say=watcher.say):
        students = _to_publish(assignment, seen)
        if not students:
            return dataclasses.replace(seen, published=True)
        best.settle(_next(assignment), students)
        _refuse_stale(assignment, students)
        kept = _keep(assignment, students, seen)
        with batch.publishing(assignment, watcher.say) as write:
            for at in range(0, len(students), batch.TOGETHER):
                some = students[at : at + batch.TOGETHER]
                write([_finished(assignment, one) for one in some])
        for one in seen.changes:
            if one.student not in seen.not_graded:
                best.take_over(assignment, _next(assignment), one.student)
            beside.remove(_next(assignment), one.student)
        (kept / UNFINISHED).unlink(missing_ok=True)
    where = kept.relative_to(assignment.course.root).as_posix()
    return dataclasses.replace(seen, published=True, kept=where)


def last_change(assignment: Assignment) -> Regrade:
    """Compare the Reports that the last publication replaced with those that stand.

    Raises:
        UserError: nothing was ever regraded.
    """
    folders = _folders(assignment)
    if not folders:
        raise UserError(
            f"no regrade of `{assignment.name}` was published yet",
            hint=f"autograder regrade {assignment.name} shows what one would change",
        )
    both = [
        (old, new)
        for path in sorted(folders[-1].glob("*.json"))
        if (new := read_report(assignment, path.stem)) and (old := _report_at(path))
    ]
    where = folders[-1].relative_to(assignment.course.root).as_posix()
    return dataclasses.replace(
        _regrade(assignment, both), published=True, kept=where, not_graded=(), faults=()
    )


# ------------------------------------------------------------------ comparing


def _regrade(
    assignment: Assignment, both: Sequence[tuple[Report | None, Report]]
) -> Regrade:
    given = _given(assignment)
    changes = [change(old, new, given.get(new.student, {})) for old, new in both]
    suites = Counter(old.suite for old, _ in both if old)
    return Regrade(
        assignment=assignment.name,
        before=tuple(suite for suite, _ in suites.most_common()),
        after=next((new.suite for _, new in both), assignment.suite_hash),
        changes=tuple(sorted(changes, key=lambda one: (-abs(one.by), one.student))),
        not_graded=tuple(new.student for _, new in both if new.status == "not_graded"),
        faults=tuple(dict.fromkeys(it for _, new in both for it in _faults(new))),
    )


def _faults(report: Report) -> list[str]:
    return [
        f"{exercise.name} / {one.test}: {one.message or 'no reason given'}"
        for exercise in report.exercises
        for one in wording.ungraded_outcomes(exercise.outcomes)
    ]


def _given(assignment: Assignment) -> dict[str, dict[str, float]]:
    """Read the scores that people gave."""
    return {
        student: {
            name: mark.score
            for name, mark in marks.items()
            if mark.manual and mark.score is not None
        }
        for student, marks in read_marks(assignment).items()
    }


def _report_at(path: Path) -> Report | None:
    try:
        return Report.model_validate_json(path.read_bytes())
    except ValueError:
        return None


# ------------------------------------------------------------------ beside


def _next(assignment: Assignment) -> _Next:
    return _Next(assignment.course, assignment.name, assignment.config)


def _finished(assignment: Assignment, student: str) -> Finished:
    """Read back what grading a submission came to."""
    finished = beside.read(_next(assignment), student)
    if finished is None:
        raise _stale(assignment, student)
    return finished


# ------------------------------------------------------------------ publishing


def _to_publish(assignment: Assignment, seen: Regrade) -> list[str]:
    """Name those whose new Report is judged, and another than the one that stands."""
    next_, open_ = _next(assignment), set(seen.not_graded)
    return [
        one.student
        for one in seen.changes
        if one.student not in open_
        and read_report(next_, one.student) != read_report(assignment, one.student)
    ]


def _refuse_stale(assignment: Assignment, students: Sequence[str]) -> None:
    """Refuse what was previewed of another file, or by another suite."""
    next_ = _next(assignment)
    desk = ReportBuilder(assignment)
    for student in students:
        report = read_report(next_, student)
        inputs = desk.hash_inputs(read(assignment, student))
        if report is None or report.inputs != inputs:
            raise _stale(assignment, student)


def _stale(assignment: Assignment, student: str) -> UserError:
    return UserError(
        f"the submission of `{student}` changed since it was previewed",
        hint=f"autograder regrade {assignment.name} looks at it again",
    )


def _keep(assignment: Assignment, students: Sequence[str], seen: Regrade) -> Path:
    """Copy the Reports that are going to be replaced; give their folder."""
    folders = _folders(assignment)
    if folders and (folders[-1] / UNFINISHED).exists():
        folder = folders[-1]
    else:
        suite = re.sub(r"\W", "", seen.before[0] if seen.before else "") or "none"
        number = len(folders) + 1
        folder = _history(assignment) / f"{number:04}-{suite[:12]}"
    write_whole(folder / UNFINISHED, "")
    for student in students:
        kept, old = folder / f"{student}.json", report_path(assignment, student)
        if old.is_file() and not kept.exists():
            write_whole(kept, old.read_bytes())
    return folder


def _history(assignment: Assignment) -> Path:
    return assignment.reports.with_name(f"{assignment.name}.before")


def _folders(assignment: Assignment) -> list[Path]:
    """Give the folders of old Reports, the newest last."""
    return sorted(
        path for path in _history(assignment).glob("[0-9]*-*") if path.is_dir()
    )
