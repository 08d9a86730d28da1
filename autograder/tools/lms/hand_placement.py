"""Place what one student handed in, as a person says who that is."""

import posixpath
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from autograder.common.digests import sha256_by_name
from autograder.common.errors import UserError
from autograder.common.text import suggest_closest
from autograder.course.course import Assignment
from autograder.submissions import arrival_times
from autograder.submissions.safe_archive import ArchiveSource
from autograder.tools.lms import download_layouts, download_names
from autograder.tools.lms.download_collector import DownloadCollector
from autograder.tools.lms.download_names import Person
from autograder.tools.lms.submission_reader import (
    ClaimedSubmission,
    ReadSubmission,
    with_file,
)


class HandPlacement:
    """Takes all that is in a source as one submission, the course's lock held."""

    def __init__(
        self,
        assignment: Assignment,
        finder: download_layouts.Finder,
        run: DownloadCollector,
    ) -> None:
        self._assignment = assignment
        self._finder = finder
        self._run = run

    def place(
        self, found: ArchiveSource, path: Path, student: str, at: datetime | None
    ) -> None:
        """Take it for this student's.

        Args:
            found: the source, opened.
            path: where it lies.
            student: an id, a login or an address.
            at: when it came in; None: as a download said that had these files.

        Raises:
            UserError: there is no such student, or it is not one submission.
        """
        known = self._known(student)
        self._refuse_several(found, path)
        top = _shared_folder([entry.path for entry in found.entries])
        claim = download_names.claim_by_hand(student, path.name)
        files = [
            (with_file(claim, entry.path.removeprefix(top)), entry)
            for entry in found.entries
        ]
        read = self._run.reader.open_submission(ClaimedSubmission(claim, files))
        if not read.files:
            raise UserError(f"nothing in `{path}` could be read")
        moment = at or self._said_before(read, known, path)
        self._run.placer.place(replace(read, claim=replace(claim, at=moment)))
        zone = self._assignment.course.rules.timezone
        shown = moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
        self._run.log.add_note(path.name, f"of {known}, in since {shown}")

    def _known(self, student: str) -> str:
        try:
            return self._finder.find(Person(id=student))
        except ValueError as reason:
            near = suggest_closest(student, self._finder.people.listed or ())
            raise UserError(str(reason), hint=near) from None

    def _refuse_several(self, found: ArchiveSource, path: Path) -> None:
        entries = {entry.path: entry for entry in found.entries}
        level = download_layouts.find_level(entries, self._assignment.name) or 0
        claims = self._run.claims.read_claims(entries, entries, level)
        several = {claim.key for claim in claims.values()}
        if len(several) > 1:
            raise UserError(
                f"`{path}` holds {len(several)} submissions, not one student's",
                hint="unpack it and give the notebook, or the folder, of this student",
            )

    def _said_before(self, read: ReadSubmission, student: str, path: Path) -> datetime:
        """Give when these files came in by the download that had them."""
        notes = arrival_times.read_download_notes(
            self._assignment.course, self._assignment.name
        )
        hashes = sha256_by_name(read.files)
        # A person may have unpacked a notebook alone, or with other files beside it.
        notebooks = [
            hash_ for name, hash_ in hashes.items() if name.lower().endswith(".ipynb")
        ]
        told = [notes.get(hash_) for hash_ in notebooks or hashes.values()]
        due, own = self._assignment.due, self._assignment.own_due(student)
        known = [note.moment(due, own) for note in told if note]
        if len(known) < len(told):
            raise UserError(
                f"when did `{path.name}` come in? no download says it",
                hint="say it with --at, such as --at '2026-03-01 23:59'",
            )
        return max(known)


def _shared_folder(paths: Sequence[str]) -> str:
    """Give the folder that all lie in, with its slash; empty when there is none."""
    shared = posixpath.commonpath([path.rpartition("/")[0] for path in paths] or [""])
    if not shared:
        return ""
    return f"{shared}/"
