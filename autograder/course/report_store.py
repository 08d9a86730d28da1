"""The Reports of an assignment on disk: `reports/<assignment>/<student>.json`.

These are the Reports that stand. Others of the same assignment lie in folders beside
them: those of single attempts, and those of a regrade that nobody has decided on yet.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from autograder.common.text import make_visible
from autograder.report import OVER_THE_MAXIMUM, Report

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReportStore:
    """A folder of Reports of one assignment."""

    folder: Path
    assignment: str
    """the assignment's name"""

    def sibling_store(self, ending: str) -> "ReportStore":
        """Give the store in the folder beside this one: `<folder>.<ending>`."""
        name = f"{self.folder.name}.{ending}"
        return replace(self, folder=self.folder.with_name(name))


def report_path(store: ReportStore, name: str) -> Path:
    """Give where a Report lies.

    Args:
        store: which of the assignment's Reports.
        name: the student's; with several attempts `<student>/<number>`.
    """
    return store.folder / f"{name}.json"


def read_report(store: ReportStore, name: str) -> Report | None:
    """Read a Report; None when there is none that this version understands.

    One of another student or assignment is refused, with a warning that says so:
    somebody copied files by hand, and points would go to the wrong person.
    """
    path = report_path(store, name)
    try:
        report = Report.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        reasons = {found["type"]: found["msg"] for found in error.errors()}
        if OVER_THE_MAXIMUM in reasons:
            _refuse_report(path, reasons[OVER_THE_MAXIMUM], store)
        log.info("`%s` is not a report of this version: ValidationError", path)
        return None
    except OSError as error:
        log.info("`%s` is not a report of this version: %s", path, type(error).__name__)
        return None
    # A file that somebody renamed by hand is valid, and about another student.
    if reason := _explain_owner(report, store, name):
        _refuse_report(path, reason, store)
        return None
    return report


def _explain_owner(report: Report, store: ReportStore, name: str) -> str:
    """Say whose a Report is, where it is not what its file's name says."""
    owner, _, _attempt = name.partition("/")  # of several, each has a number
    if report.student != owner:
        return f"it is the Report of `{make_visible(report.student, 80)}`"
    if report.assignment != store.assignment:
        return f"it is a Report of `{make_visible(report.assignment, 80)}`"
    return ""


@cache  # a command may read a Report several times, and one warning is enough
def _warn_once(path: Path, reason: str, hint: str) -> None:
    log.warning("`%s` is not used: %s; %s", path, reason, hint)


def _refuse_report(path: Path, reason: str, store: ReportStore) -> None:
    """Warn of a Report that is not what it should be, and say what to do."""
    again = f"`autograder grade {store.assignment} {make_visible(path.stem, 80)}`"
    _warn_once(path, make_visible(reason, 200), f"remove it, then run {again}")


def reported_students(store: ReportStore) -> list[str]:
    """Name the students who have a Report, whether or not it can be read."""
    # Not in the folders below it: there are Reports of single attempts.
    return sorted(path.stem for path in store.folder.glob("*.json"))


def read_reports(store: ReportStore) -> list[Report]:
    """Read every Report of a store, by student."""
    return list(each_report(store))


def each_report(store: ReportStore) -> Iterator[Report]:
    """Read every Report of a store, by student, one at a time."""
    for student in reported_students(store):
        if report := read_report(store, student):
            yield report
