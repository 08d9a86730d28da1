"""Say whose each file of a download is, by its path and by what lies beside it."""

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from autograder.course.course import Assignment
from autograder.submissions.safe_archive import ArchiveFile
from autograder.submissions.safe_folder import STAMP
from autograder.tools.lms import download_layouts
from autograder.tools.lms.download_names import Claim, Layout, Metadata
from autograder.tools.lms.gradescope_metadata import (
    METADATA,
    GradescopeRecord,
    read_metadata,
)
from autograder.tools.lms.submission_reader import ClaimedSubmission


class ClaimReader:
    """Reads claims for one assignment."""

    def __init__(
        self,
        assignment: Assignment,
        finder: download_layouts.Finder,
        worksheet: Mapping[str, datetime],
    ) -> None:
        """Take what all claims are read with.

        Args:
            assignment: the one that is collected.
            finder: who is on the roster.
            worksheet: Moodle's times, by the number of the participant.
        """
        self._assignment = assignment
        self._finder = finder
        self._worksheet = worksheet

    def read_claims(
        self, paths: Iterable[str], entries: Mapping[str, ArchiveFile], level: int
    ) -> dict[str, Claim]:
        """Give what is known of each path of a download.

        Args:
            paths: of all its files.
            entries: those of them that can be read.
            level: how deep the names lie that a system wrote.
        """
        found = download_layouts.find_claims(
            paths,
            zone=self._assignment.course.rules.timezone,
            metadata=_gradescope_metadata(entries, level),
            assignment=self._assignment.name,
        )
        titles = (self._assignment.name, self._assignment.title)
        settled = self._finder.settle_endings(found, titles)
        return {path: self._dated(claim) for path, claim in settled.items()}

    def _dated(self, claim: Claim) -> Claim:
        """Add when a submission came in, where Moodle's worksheet says that."""
        if claim.layout is not Layout.MOODLE or claim.sender not in self._worksheet:
            return claim
        return replace(claim, at=self._worksheet[claim.sender])

    def find_namesakes(
        self, submissions: Iterable[ClaimedSubmission]
    ) -> Mapping[str, str]:
        """Give the submissions of different people that a name gives to one student.

        Returns:
            The student, by the submission's key.
        """
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        numbered = [
            submission.claim for submission in submissions if submission.claim.sender
        ]
        for claim in numbered:
            for person in claim.people:
                with contextlib.suppress(ValueError):  # told where it is placed
                    student = self._finder.find(person)
                    found[student][claim.sender].add(claim.key)
        return {
            key: student
            for student, senders in found.items()
            if len(senders) > 1
            for keys in senders.values()
            for key in keys
        }


def group_by_submission(
    claims: Mapping[str, Claim], entries: Mapping[str, ArchiveFile]
) -> dict[str, ClaimedSubmission]:
    """Put the files of each submission together, by its key."""
    submissions: dict[str, ClaimedSubmission] = {}
    for path, claim in claims.items():
        if path in entries and not claim.refusal:
            known = submissions.setdefault(claim.key, ClaimedSubmission(claim))
            known.files.append((claim, entries[path]))
    return submissions


def _gradescope_metadata(entries: Mapping[str, ArchiveFile], level: int) -> Metadata:
    """Read what Gradescope says, where it puts that: beside what it named."""
    named: dict[str, set[str]] = defaultdict(set)
    for path in entries:
        parts = path.split("/")
        named["/".join(parts[:level])].update(parts[level : level + 1])
    found: dict[str, Mapping[str, GradescopeRecord | str] | str] = {}
    for around, names in named.items():
        entry = entries.get("/".join(filter(None, [around, METADATA])))
        if entry is not None:
            try:
                found[around] = read_metadata(entry.read(), names)
            except ValueError as reason:
                found[around] = f"Gradescope's {METADATA} cannot be read: {reason}"
    return found


def is_work(path: str, layout: Layout | None, level: int) -> bool:
    """Tell whether a file may be somebody's work, and no system's own."""
    name = path.rpartition("/")[2]
    is_index = layout is Layout.BRIGHTSPACE and name == "index.html"
    return not (name in (METADATA, STAMP) or (is_index and path.count("/") <= level))
