"""Collect submissions from what a learning system lets one download.

Theory of operation. A source is read path by path; `download_layouts` says whose each
file is (`download_claims`), `roster` which student that is. The files of a submission
become an attempt, which `attempts` keeps; the latest of a student's is copied to
`submitted/` and its time goes on record (`attempt_placer`). What could not be placed is
listed with its reason, and its source is never changed: nothing is lost. Running it
again changes nothing.

Each submission is read and placed inside one boundary (`CollectionLog.apart`): whatever
that raises is told of this submission, and the others are collected.
"""

import contextlib
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from pathlib import Path

from autograder.common.errors import UserError
from autograder.course import roster
from autograder.course.course import Assignment
from autograder.course.course_lock import course_lock
from autograder.course.csv_table import decode_csv
from autograder.course.moments import read_moment_option
from autograder.submissions.safe_archive import (
    ArchiveSource,
    ReadBudget,
    open_source,
    single_file,
)
from autograder.tools.lms import download_layouts
from autograder.tools.lms.collection_result import CollectionResult
from autograder.tools.lms.download_collector import (
    UNCHECKED,
    DownloadCollector,
    FileFilter,
)
from autograder.tools.lms.download_names import Layout
from autograder.tools.lms.hand_placement import HandPlacement
from autograder.tools.lms.moodle_worksheet import read_worksheet
from autograder.tools.lms.zipped_downloads import shares_of


def collect_download(
    assignment: Assignment,
    path: Path,
    *,
    students: Path | None = None,
    worksheet: Path | None = None,
    wanted: FileFilter | None = None,
) -> CollectionResult:
    """Collect an assignment's submissions from a zip or a folder.

    Args:
        assignment: whose submissions they are.
        path: what was downloaded.
        students: the roster; the one that course.yaml names if None.
        worksheet: Moodle's, which says when work came in.
        wanted: of an inbox, where things arrive one by one: tells by its path in the
            source whether to take a file now.

    Raises:
        UserError: the source, the roster or the worksheet cannot be read.
        Busy: another command writes to this course.
    """
    course = assignment.course
    zone = course.rules.timezone
    finder = _finder(assignment, students)
    run = DownloadCollector(assignment, finder, _times(worksheet, zone))
    with (
        course_lock(course, f"collect {assignment.name}"),
        open_source(path, zone, shares_of(assignment.name)) as opened,
    ):
        try:
            run.take(opened, path.name, wanted)
        finally:
            run.placer.record_arrivals()
    if run.has_unchecked:
        run.result.notes.append((Layout.NBGRADER.value, UNCHECKED))
    return run.result


def place_submission(
    assignment: Assignment,
    path: Path,
    student: str,
    *,
    at: str | None = None,
    students: Path | None = None,
) -> CollectionResult:
    """Take one submission that a person says the student of.

    Args:
        assignment: whose submission it is.
        path: a notebook, a zip or a folder.
        student: an id, a login or an address.
        at: when it came in, on the course's clocks; if None, as a download said that
            had the same files.
        students: the roster; the one that course.yaml names if None.

    Raises:
        UserError: there is no such file or student, it is a whole class's, or nothing
            says when it came in.
        Busy: another command writes to this course.
    """
    course = assignment.course
    finder = _finder(assignment, students)
    zone = course.rules.timezone
    when = None if at is None else read_moment_option(at, zone)
    run = DownloadCollector(assignment, finder, {})
    with (
        course_lock(course, f"collect {assignment.name}"),
        _opened(path, zone) as found,
    ):
        HandPlacement(assignment, finder, run).place(found, path, student, when)
    return run.result


def _finder(assignment: Assignment, students: Path | None) -> download_layouts.Finder:
    if students is None:
        return download_layouts.Finder(assignment.course.student_finder.listed)
    return download_layouts.Finder(roster.read_roster(students))


def _times(worksheet: Path | None, zone: tzinfo) -> Mapping[str, datetime]:
    if worksheet is None:
        return {}
    try:
        data = worksheet.read_bytes()
    except OSError as error:
        raise UserError(f"`{worksheet}` cannot be read: {error}") from None
    return read_worksheet(decode_csv(data, worksheet.name), zone, worksheet.name)


@contextlib.contextmanager
def _opened(path: Path, zone: tzinfo) -> Iterator[ArchiveSource]:
    """Open what one student handed in: a file that is no zip is all of it."""
    if path.is_file() and path.suffix.lower() != ".zip":
        yield single_file(path, ReadBudget())
        return
    with open_source(path, zone, ReadBudget()) as found:
        yield found
