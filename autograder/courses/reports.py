"""The Reports of an assignment on disk: `reports/<assignment>/<student>.json`."""

import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from autograder.courses.course import Assignment
from autograder.report import OVER_THE_MAXIMUM, Report
from autograder.text import make_visible

log = logging.getLogger(__name__)


def report_path(assignment: Assignment, student: str) -> Path:
    """Give where a student's Report lies."""
    return assignment.reports / f"{student}.json"


def read_report(assignment: Assignment, student: str) -> Report | None:
    """Read a Report; None when there is none that this version understands.

    One of another student or assignment is refused, with a warning that says so:
    somebody copied files by hand, and points would go to the wrong person.
    """
    path = report_path(assignment, student)
    try:
        report = Report.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        reasons = {found["type"]: found["msg"] for found in error.errors()}
        if OVER_THE_MAXIMUM in reasons:
            _refuse(path, reasons[OVER_THE_MAXIMUM], assignment)
        log.info("`%s` is not a report of this version: ValidationError", path)
        return None
    except OSError as error:
        log.info("`%s` is not a report of this version: %s", path, type(error).__name__)
        return None
    # A file that somebody renamed by hand is valid, and about another student.
    if reason := _foreign(report, assignment, student):
        _refuse(path, reason, assignment)
        return None
    return report


def _foreign(report: Report, assignment: Assignment, student: str) -> str:
    """Say whose a Report is, where it is not what its file's name says."""
    owner, _, _attempt = student.partition("/")  # of several, each has a number
    if report.student != owner:
        return f"it is the Report of `{make_visible(report.student, 80)}`"
    if report.assignment != assignment.name:
        return f"it is a Report of `{make_visible(report.assignment, 80)}`"
    return ""


@cache  # a command may read a Report several times, and one warning is enough
def _told(path: Path, reason: str, hint: str) -> None:
    log.warning("`%s` is not used: %s; %s", path, reason, hint)


def _refuse(path: Path, reason: str, assignment: Assignment) -> None:
    """Warn of a Report that is not what it should be, and say what to do."""
    again = f"`autograder grade {assignment.name} {make_visible(path.stem, 80)}`"
    _told(path, make_visible(reason, 200), f"remove it, then run {again}")


def reported(assignment: Assignment) -> list[str]:
    """Name the students who have a Report, whether or not it can be read."""
    return sorted(path.stem for path in assignment.reports.glob("*.json"))


def read_reports(assignment: Assignment) -> list[Report]:
    """Read every Report of an assignment, by student."""
    return list(each_report(assignment))


def each_report(assignment: Assignment) -> Iterator[Report]:
    """Read every Report of an assignment, by student, one at a time."""
    for student in reported(assignment):
        if report := read_report(assignment, student):
            yield report
