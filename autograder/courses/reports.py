"""The Reports of an assignment on disk: `reports/<assignment>/<student>.json`."""

import logging
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from autograder.courses.course import Assignment
from autograder.report import Report

log = logging.getLogger(__name__)


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
