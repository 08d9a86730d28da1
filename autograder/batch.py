"""Grade everything that was handed in for one assignment.

One submission after the other: grade, show it to people (gradebook, autograded
notebook, feedback page), and last of all write its Report. A Report on disk therefore
means that the submission is done with, and an interrupted run goes on where it was.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from autograder import feedback, intake
from autograder.course import Assignment
from autograder.errors import AutograderError
from autograder.files import write_whole
from autograder.grade import Graded, Grader, Work
from autograder.gradebook import Gradebook
from autograder.model import SandboxName
from autograder.report import Report

log = logging.getLogger(__name__)

Progress = Callable[[str], None]


@dataclass(slots=True)
class Batch:
    """What one run of `grade` came to."""

    reports: list[Report] = field(default_factory=list)
    reused: int = 0
    """how many of them stand from an earlier run"""


def grade_all(
    assignment: Assignment,
    students: Sequence[str],
    *,
    force: bool = False,
    sandbox: SandboxName = "auto",
    progress: Progress = lambda _: None,
) -> Batch:
    """Grade these students' submissions; `progress` hears of each when it is done."""
    batch = Batch()
    with (
        Grader(assignment, sandbox=sandbox) as grader,
        Gradebook(assignment) as gradebook,
    ):
        for student in students:
            work = intake.read(assignment, student)
            report = None if force else _unchanged(assignment, grader, work)
            if report is None:
                report = _grade_one(grader, gradebook, work)
            else:
                batch.reused += 1
            batch.reports.append(report)
            progress(student)
    return batch


def report_path(assignment: Assignment, student: str) -> Path:
    """Give where a student's Report lies."""
    return assignment.reports / f"{student}.json"


def read_report(assignment: Assignment, student: str) -> Report | None:
    """Read a Report; None when there is none that this version understands."""
    path = report_path(assignment, student)
    try:
        return Report.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (ValidationError, OSError) as error:
        log.info("`%s` is not a report of this version: %s", path, type(error).__name__)
        return None


def read_reports(assignment: Assignment) -> list[Report]:
    """Read every Report of an assignment, by student."""
    paths: Iterable[Path] = sorted(assignment.reports.glob("*.json"))
    reports = (read_report(assignment, path.stem) for path in paths)
    return [report for report in reports if report is not None]


def late(assignment: Assignment, reports: Iterable[Report]) -> int | None:
    """Count who handed in after the due date; None when there is no date."""
    due = assignment.config.due
    if due is None:
        return None
    moments = (report.submission.submitted_at for report in reports)
    return sum(datetime.fromisoformat(one) > due for one in moments if one)


def places(assignment: Assignment) -> list[str]:
    """Name what a run writes, as seen from the course's folder."""
    return [f"reports/{assignment.name}/", "feedback/", "autograded/", "gradebook.db"]


def _unchanged(assignment: Assignment, grader: Grader, work: Work) -> Report | None:
    """Give the Report that stands, if grading again could only repeat it."""
    report = read_report(assignment, work.student)
    if report is None or report.status != "graded":
        return None
    made_from = (
        report.submission.sha256,
        report.suite,
        report.sandbox,
        report.grader,
        report.submission.submitted_at,
    )
    return report if made_from == grader.fingerprint(work) else None


def _grade_one(grader: Grader, gradebook: Gradebook, work: Work) -> Report:
    graded = _graded(grader, work)
    gradebook.record(graded)
    feedback.write(
        graded.report,
        grader.assignment.course.root
        / "feedback"
        / work.student
        / grader.assignment.name,
    )
    write_whole(report_path(grader.assignment, work.student), graded.report.to_json())
    return graded.report


def _graded(grader: Grader, work: Work) -> Graded:
    """Grade; a fault of ours becomes a Report too and never stops the batch."""
    try:
        return grader.grade(work)
    except AutograderError:
        raise
    except Exception as error:
        log.exception("grading %r failed", work.student)
        return grader.not_graded(work, f"{type(error).__name__} in the grader")
