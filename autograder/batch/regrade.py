"""Regrade as a decision: grade what was handed in again, look, and only then publish.

Theory of operation. A preview grades into `reports/<a>.next/`, beside the Reports that
stand; gradebook, pages and students see nothing of it. There lies, for each student,
the Report and, in `.rest/`, what publishing writes besides. Publishing first copies the
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

from autograder.batch import best_attempt, run_batch
from autograder.batch.grade_one import Artifacts
from autograder.batch.published_results import PublishedResults
from autograder.batch.report_diff import ReportChange, compare_reports
from autograder.batch.run_batch import RunOptions
from autograder.batch.staged_results import read_staged, remove_staged
from autograder.common.errors import UserError
from autograder.common.files import write_whole
from autograder.common.progress import RunWatcher, SilentWatcher
from autograder.course.course import Assignment
from autograder.course.course_lock import course_lock
from autograder.course.report_store import ReportStore, read_report, report_path
from autograder.gradebook.marks import read_marks
from autograder.grading import wording
from autograder.grading.report_builder import ReportBuilder
from autograder.report import Report
from autograder.submissions.intake import read_submission

UNFINISHED = "unfinished"
"""a file in a folder of old Reports: the publication was cut off"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegradeResult:
    """What another grading makes of the submissions, or what one has made of them."""

    assignment: str
    before: tuple[str, ...]
    """the hidden suites of the Reports that stood, the most frequent first"""
    after: str
    """the suite of the new ones"""
    changes: tuple[ReportChange, ...]
    """of all students that were compared, by how much they change"""
    not_graded: tuple[str, ...] = ()
    """students whom a fault of ours kept from being graded"""
    faults: tuple[str, ...] = ()
    """what these faults were, each once"""
    published: bool = False
    kept: str = ""
    """where the old Reports lie"""

    @property
    def changed(self) -> list[ReportChange]:
        """Those whose points, maximum or status change."""
        return [change for change in self.changes if change.counts]


def preview_regrade(
    assignment: Assignment,
    students: Sequence[str],
    options: RunOptions | None = None,
    *,
    watcher: RunWatcher | None = None,
) -> RegradeResult:
    """Grade these submissions beside their Reports, and compare.

    What was previewed before and would come out the same is not graded again.

    Raises:
        UserError: another command writes to this course.
        MachineError: this machine cannot go on.
        Interrupted: Ctrl-C was pressed; what is done stays done.
    """
    options = dataclasses.replace(options or RunOptions(), verb="regrade", settle=False)
    next_store = _next_store(assignment)
    done = run_batch.grade_all(
        assignment, students, options, watcher=watcher, staged_in=next_store
    )
    standing = assignment.report_store
    return _compare_all(
        assignment, [(read_report(standing, new.student), new) for new in done.reports]
    )


def publish_regrade(
    assignment: Assignment,
    seen: RegradeResult,
    *,
    wait: bool = False,
    watcher: RunWatcher | None = None,
) -> RegradeResult:
    """Put previewed Reports in the place of those that stand, and keep the old ones.

    Raises:
        UserError: a submission changed since the preview, or another command writes.
        MachineError: the disk or the gradebook cannot be written.
    """
    watcher = watcher or SilentWatcher()
    doing = f"regrade {assignment.name} --publish"
    with course_lock(assignment.course, doing, wait=wait, say=watcher.say):
        students = _list_to_publish(assignment, seen)
        if not students:
            return dataclasses.replace(seen, published=True)
        next_store = _next_store(assignment)
        best_attempt.place_chosen_attempts(assignment, next_store, students)
        _refuse_stale(assignment, students)
        kept = _keep_old_reports(assignment, students, seen)
        with PublishedResults(assignment, watcher.say).open_writer() as write:
            for at in range(0, len(students), run_batch.WRITE_TOGETHER):
                some = students[at : at + run_batch.WRITE_TOGETHER]
                write([_read_previewed(assignment, student) for student in some])
        for change in seen.changes:
            if change.student not in seen.not_graded:
                best_attempt.adopt_attempts(assignment, next_store, change.student)
            remove_staged(next_store, change.student)
        # Only now: a run that is cut off before this goes on in the same folder.
        (kept / UNFINISHED).unlink(missing_ok=True)
    where = kept.relative_to(assignment.course.root).as_posix()
    return dataclasses.replace(seen, published=True, kept=where)


def last_regrade(assignment: Assignment) -> RegradeResult:
    """Compare the Reports that the last publication replaced with those that stand.

    Raises:
        UserError: nothing was ever regraded.
    """
    folders = _history_folders(assignment)
    if not folders:
        raise UserError(
            f"no regrade of `{assignment.name}` was published yet",
            hint=f"autograder regrade {assignment.name} shows what one would change",
        )
    both = [
        (old, new)
        for path in sorted(folders[-1].glob("*.json"))
        if (new := read_report(assignment.report_store, path.stem))
        and (old := _read_old_report(path))
    ]
    where = folders[-1].relative_to(assignment.course.root).as_posix()
    result = _compare_all(assignment, both)
    return dataclasses.replace(
        result, published=True, kept=where, not_graded=(), faults=()
    )


# ------------------------------------------------------------------ comparing


def _compare_all(
    assignment: Assignment, both: Sequence[tuple[Report | None, Report]]
) -> RegradeResult:
    given = _given_scores(assignment)
    changes = [
        compare_reports(old, new, given.get(new.student, {})) for old, new in both
    ]
    suites = Counter(old.suite for old, _ in both if old)
    faults = (fault for _, new in both for fault in _list_faults(new))
    return RegradeResult(
        assignment=assignment.name,
        before=tuple(suite for suite, _ in suites.most_common()),
        after=next((new.suite for _, new in both), assignment.suite_hash),
        changes=tuple(sorted(changes, key=lambda one: (-abs(one.by), one.student))),
        not_graded=tuple(new.student for _, new in both if new.status == "not_graded"),
        faults=tuple(dict.fromkeys(faults)),
    )


def _list_faults(report: Report) -> list[str]:
    return [
        f"{exercise.name} / {outcome.test}: {outcome.message or 'no reason given'}"
        for exercise in report.exercises
        for outcome in wording.ungraded_outcomes(exercise.outcomes)
    ]


def _given_scores(assignment: Assignment) -> dict[str, dict[str, float]]:
    """Read the scores that people gave."""
    return {
        student: {
            name: mark.score
            for name, mark in marks.items()
            if mark.manual and mark.score is not None
        }
        for student, marks in read_marks(assignment).items()
    }


def _read_old_report(path: Path) -> Report | None:
    try:
        return Report.model_validate_json(path.read_bytes())
    except ValueError:
        return None


# ------------------------------------------------------------------ what is previewed


def _next_store(assignment: Assignment) -> ReportStore:
    """Give where the Reports are of which nobody has decided yet."""
    return assignment.report_store.sibling_store("next")


def _read_previewed(assignment: Assignment, student: str) -> Artifacts:
    """Read back what grading a submission came to."""
    artifacts = read_staged(_next_store(assignment), student)
    if artifacts is None:
        raise _stale_error(assignment, student)
    return artifacts


# ------------------------------------------------------------------ publishing


def _list_to_publish(assignment: Assignment, seen: RegradeResult) -> list[str]:
    """Name those whose new Report is judged, and another than the one that stands."""
    next_store, standing = _next_store(assignment), assignment.report_store
    return [
        change.student
        for change in seen.changes
        if change.student not in seen.not_graded
        and read_report(next_store, change.student)
        != read_report(standing, change.student)
    ]


def _refuse_stale(assignment: Assignment, students: Sequence[str]) -> None:
    """Refuse what was previewed of another file, or by another suite."""
    next_store, desk = _next_store(assignment), ReportBuilder(assignment)
    for student in students:
        report = read_report(next_store, student)
        if report is None or report.inputs != desk.hash_inputs(
            read_submission(assignment, student)
        ):
            raise _stale_error(assignment, student)


def _stale_error(assignment: Assignment, student: str) -> UserError:
    return UserError(
        f"the submission of `{student}` changed since it was previewed",
        hint=f"autograder regrade {assignment.name} looks at it again",
    )


def _keep_old_reports(
    assignment: Assignment, students: Sequence[str], seen: RegradeResult
) -> Path:
    """Copy the Reports that are going to be replaced; give their folder."""
    folders = _history_folders(assignment)
    if folders and (folders[-1] / UNFINISHED).exists():
        folder = folders[-1]
    else:
        suite = re.sub(r"\W", "", next(iter(seen.before), "")) or "none"
        number = len(folders) + 1
        folder = _history(assignment) / f"{number:04}-{suite[:12]}"
    write_whole(folder / UNFINISHED, "")
    for student in students:
        old = report_path(assignment.report_store, student)
        kept = folder / f"{student}.json"
        # A run that was cut off has replaced some already: what is kept is the older.
        if old.is_file() and not kept.exists():
            write_whole(kept, old.read_bytes())
    return folder


def _history(assignment: Assignment) -> Path:
    return assignment.report_store.sibling_store("before").folder


def _history_folders(assignment: Assignment) -> list[Path]:
    """Give the folders of old Reports, the newest last."""
    return sorted(
        path for path in _history(assignment).glob("[0-9]*-*") if path.is_dir()
    )
