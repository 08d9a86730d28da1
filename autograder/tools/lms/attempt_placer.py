"""Put a submission that was read in its place: an attempt, and what a download said.

An attempt is kept before `submitted/` gets its copy, so that a collection which was cut
off is run again and nothing is lost.
"""

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from autograder.common.digests import sha256_by_name, sha256_hex
from autograder.common.text import make_visible
from autograder.course.course import Assignment
from autograder.course.lateness import Lateness
from autograder.submissions import arrival_times, intake
from autograder.submissions.arrival_times import DownloadNote
from autograder.submissions.attempts import Attempt, AttemptStore
from autograder.submissions.safe_archive import ArchiveFile
from autograder.submissions.safe_folder import kind_of
from autograder.tools.lms.collection_log import CollectionLog
from autograder.tools.lms.collection_result import GUESSED, UNDATED
from autograder.tools.lms.download_layouts import Finder
from autograder.tools.lms.download_names import Claim, Layout
from autograder.tools.lms.submission_reader import ReadSubmission


class AttemptPlacer:
    """Places what was collected; the course's lock is held meanwhile."""

    def __init__(
        self, assignment: Assignment, finder: Finder, log: CollectionLog
    ) -> None:
        self._assignment = assignment
        self._finder = finder
        self._log = log
        self._result = log.result
        self._seen: dict[str, DownloadNote] = {}
        """what the source says of when each file came, by its SHA-256"""

    # ------------------------------------------------------------ when it came

    def note_arrival(self, read: ReadSubmission) -> None:
        """Keep when the files of a submission came: a person may place them."""
        note = _download_note(read.claim, read.seen)
        self._seen |= {
            sha256_hex(data): replace(note, original=read.originals[name])
            for name, data in read.files.items()
        }

    def note_unclaimed(self, entry: ArchiveFile) -> None:
        """Keep when a notebook came that is nobody's."""
        name = entry.path.rpartition("/")[2]
        if not entry.when or not name.lower().endswith(".ipynb"):
            return
        late: bool | None = None
        if re.search(r"(?:^|_)LATE_", name):  # as Canvas says it of a hidden name, too
            late = True
        note = DownloadNote(seen=entry.when, late=late, is_dated=False, original=name)
        with contextlib.suppress(ValueError):
            self._seen.setdefault(sha256_hex(entry.read()), note)

    def record_arrivals(self) -> None:
        """Put on record what the source says, placed or not."""
        arrival_times.record_download_notes(
            self._assignment.course, self._assignment.name, self._seen
        )

    # ------------------------------------------------------------ whose it is

    def place(self, read: ReadSubmission) -> None:
        """Place a submission for each of those who handed it in."""
        claim = read.claim
        self.note_arrival(read)
        if claim.assignment and claim.assignment != self._assignment.name:
            other = make_visible(claim.assignment, 60)
            self._log.leave_out(claim.original, f"it is of `{other}`")
            return
        if not read.files:
            self._log.leave_out(claim.original, "nothing in it could be read")
            return
        layouts = self._result.layouts
        layouts[claim.layout] = layouts.get(claim.layout, 0) + 1
        self._result.dated += claim.layout is Layout.MOODLE and claim.at is not None
        if not claim.people:
            self._log.leave_out(claim.original, "it does not say whose it is")
        for person in claim.people:
            try:
                self._place_for(self._finder.find(person), read)
            except ValueError as reason:
                self._log.leave_out(claim.original, str(reason))

    def _place_for(self, student: str, read: ReadSubmission) -> None:
        student = self._folder_of(student)
        if kind_of(self._assignment.course.submitted / student) == "a link":
            raise ValueError(
                f"submitted/{student} is a link, and links are not followed"
            )
        attempt = self._attempt(student, read)
        kept = AttemptStore(self._assignment, student)
        if kept.take_in():
            self._log.add_note(
                f"submitted/{student}/{self._assignment.name}",
                "lay there and was not collected by us: it is kept as an attempt",
            )
        # Asked before the new attempt is there, to tell `replaced` from `older`.
        before = kept.counting
        added = kept.add(attempt, read.files)
        kept.settle(kept.latest if added else kept.counting)
        self._sort_in(student, before, kept.counting, added=added)
        if kept.counting and self._is_late(student, kept.counting.at):
            self._result.late = sorted({*self._result.late, student})

    def _attempt(self, student: str, read: ReadSubmission) -> Attempt:
        claim = read.claim
        due, own = self._assignment.due, self._assignment.own_due(student)
        return Attempt(
            at=_download_note(claim, read.seen).moment(due, own),
            seen=read.seen,
            source=claim.layout.value,
            files=sha256_by_name(read.files),
            originals=read.originals,
            guessed=claim.at is None and claim.layout in GUESSED,
        )

    def _sort_in(
        self, student: str, before: Attempt | None, now: Attempt | None, *, added: bool
    ) -> None:
        if not added:
            group = self._result.unchanged
        elif before is None:
            group = self._result.new
        elif now != before:
            group = self._result.replaced
        else:
            group = self._result.older
        group.append(student)

    @cached_property
    def _folders(self) -> Mapping[str, Sequence[str]]:
        return intake.folders_by_student(self._assignment, self._finder.people)

    def _folder_of(self, student: str) -> str:
        """Give what a student's folder is called, where one lies there already."""
        there = self._folders.get(student) or [student]
        if there[1:]:
            raise ValueError(intake.two_folders(there))
        return there[0]

    def _is_late(self, student: str, at: datetime) -> bool:
        """Tell whether a student's work is late as `grade` does: after the grace."""
        return Lateness.of(self._assignment, student, at).is_late


def _download_note(claim: Claim, seen: datetime) -> DownloadNote:
    """Say what a download tells of when a submission in it came in."""
    return DownloadNote(
        seen=seen,
        at=claim.at,
        late=claim.late,
        is_dated=claim.layout not in UNDATED,
        source=claim.layout.value,
        original=claim.original,
    )
