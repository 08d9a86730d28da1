"""Collect all that is in one download, submission by submission."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from autograder.common.text import make_visible
from autograder.course.course import Assignment
from autograder.submissions.file_owners import foreign_owner
from autograder.submissions.safe_archive import ArchiveFile, ArchiveSource
from autograder.tools.lms import download_layouts, download_names
from autograder.tools.lms.attempt_placer import AttemptPlacer
from autograder.tools.lms.collection_log import CollectionLog
from autograder.tools.lms.collection_result import CollectionResult
from autograder.tools.lms.download_claims import (
    ClaimReader,
    group_by_submission,
    is_work,
)
from autograder.tools.lms.download_names import Claim, Layout
from autograder.tools.lms.packed_submission import read_packed, why_not_packed
from autograder.tools.lms.submission_reader import ClaimedSubmission, SubmissionReader
from autograder.tools.lms.zipped_downloads import (
    ZippedDownload,
    find_zipped_downloads,
    zip_level_in_inbox,
)

UNCHECKED = "whose folders they are is not checked: their owner is you, or not known"
MIXED = (
    "zips of `autograder submit` lie above files of a learning system: collect each "
    "of them by itself"
)
NAMESAKES = "another of this name handed in too, and the roster has one: `{}`"

FileFilter = Callable[[str], bool]
"""tells by its path whether to take a file now"""


class DownloadCollector:
    """One collection, with the course's lock held."""

    def __init__(
        self,
        assignment: Assignment,
        finder: download_layouts.Finder,
        worksheet: Mapping[str, datetime],
    ) -> None:
        self._zone: tzinfo = assignment.course.rules.timezone
        self._assignment = assignment
        self._finder = finder
        self.result = CollectionResult(assignment.name)
        self.log = CollectionLog(self.result)
        self.claims = ClaimReader(assignment, finder, worksheet)
        self.placer = AttemptPlacer(assignment, finder, self.log)
        self.reader = SubmissionReader(
            self._zone, assignment.notebook, self.log.add_note
        )
        self.has_unchecked = False
        """a folder of the exchange, of which nobody can say who laid it there"""

    def take(
        self, found: ArchiveSource, name: str, wanted: FileFilter | None = None
    ) -> None:
        """Collect all that is in a source; of an inbox, what is wanted now.

        Args:
            found: the source, opened.
            name: what it is called.
            wanted: of an inbox, which files to take; None: it is no inbox.
        """
        entries = {entry.path: entry for entry in _own_files(found)}
        if self._take_packed(found, entries, name):
            return
        is_wanted = wanted or (lambda _: True)
        for path, reason in found.refused:
            if is_wanted(path):
                self.log.leave_out(path, reason, of=self._front(path))
        # Copies of Jupyter's count for the depth, too: they lie where notebooks do.
        level = download_layouts.find_level(
            [*entries, *found.copies], self._assignment.name
        )
        is_inbox = wanted is not None
        zips = self._zips(found, entries, level, is_inbox=is_inbox)
        if zips and (level is None or is_inbox):
            rest = self._take_zips(zips, entries, is_wanted)
            if level is not None and level == zips[0].path.count("/"):
                self._take_named(found, rest, level, is_wanted)
            else:
                self._leave_all(rest.values(), is_wanted)
        elif any(zipped.packed for zipped in zips):
            for path in entries:
                self.log.leave_out(path, MIXED, of=self._front(path))
        else:
            self._take_named(found, entries, level or 0, is_wanted)

    def _front(self, path: str) -> str:
        """Give what names a submission in a path; where nothing does, its folder."""
        known = download_layouts.submission_of(path, self._assignment.name)
        return known or path.rpartition("/")[0]

    # ------------------------------------------------------------ zips in a source

    def _take_packed(
        self, found: ArchiveSource, entries: Mapping[str, ArchiveFile], name: str
    ) -> bool:
        """Collect a zip of `autograder submit`; tell whether it is one."""
        # In a folder anybody may lay two such files: there it is no receipt.
        packed = None if found.is_folder else read_packed(entries, name)
        if packed is None:
            return False
        with self.log.apart(name):
            self.placer.place(self.reader.read_files(packed.claim, packed.files))
        return True

    def _zips(
        self,
        found: ArchiveSource,
        entries: Mapping[str, ArchiveFile],
        level: int | None,
        *,
        is_inbox: bool,
    ) -> list[ZippedDownload]:
        zone, assignment = self._zone, self._assignment.name
        if is_inbox:
            level = zip_level_in_inbox(entries, level, zone=zone, assignment=assignment)
        return find_zipped_downloads(
            entries.values(),
            level,
            zone=zone,
            assignment=assignment,
            within_folder=found.is_folder,
        )

    def _take_zips(
        self,
        zips: Sequence[ZippedDownload],
        entries: Mapping[str, ArchiveFile],
        wanted: FileFilter,
    ) -> dict[str, ArchiveFile]:
        """Collect zips, each by itself; give what lies around them."""
        for zipped in zips:
            if wanted(zipped.path):
                with self.log.apart(zipped.path):
                    self.take(zipped.as_source(), zipped.path)
        taken = {zipped.path for zipped in zips}
        return {path: entry for path, entry in entries.items() if path not in taken}

    # ------------------------------------------------------------ under a name

    def _take_named(
        self,
        found: ArchiveSource,
        entries: Mapping[str, ArchiveFile],
        level: int,
        wanted: FileFilter,
    ) -> None:
        """Collect what lies under names that a system gave."""
        paths = [*entries, *found.copies]
        claims = self.claims.read_claims(paths, entries, level)
        submissions = group_by_submission(claims, entries)
        namesakes = self.claims.find_namesakes(submissions.values())
        for key, submission in submissions.items():
            folder = submission.claim.folder
            if wanted(folder):
                with self.log.apart(folder):
                    self._take_one(submission, namesakes.get(key), found)
        layout = next((claim.layout for claim in claims.values()), None)
        for path, entry in entries.items():
            if wanted(path) and is_work(path, layout, level):
                with self.log.apart(path):
                    self._tell_who_is_left(entry, claims.get(path), layout)
        self._tell_of_copies([path for path in found.copies if wanted(path)], claims)

    def _take_one(
        self, submission: ClaimedSubmission, namesake: str | None, found: ArchiveSource
    ) -> None:
        """Collect one submission; raises ValueError with the reason it cannot be."""
        claim = submission.claim
        if namesake:
            read = self.reader.open_submission(submission)
            self.placer.note_arrival(read)  # a person may place it
            raise ValueError(NAMESAKES.format(namesake))
        if claim.instead:
            known = self._finder.find_listed(claim.people[0])
            who = claim.people[0].shown
            if known is not None:
                who = known.name or who
            raise ValueError(f"{make_visible(who, 80)} handed in {claim.instead}")
        if claim.layout is Layout.NBGRADER:
            self._check_owner(claim, found)
        self.placer.place(self.reader.open_submission(submission))

    def _check_owner(self, claim: Claim, found: ArchiveSource) -> None:
        """Refuse a folder in the exchange that is not of whom its name says.

        Every student may write there, whatever name; nbgrader asks the same.
        """
        owner = foreign_owner(found.owners.get(claim.folder))
        said = claim.people[0]
        if not owner:
            self.has_unchecked = True
            return
        if not self._finder.is_account_of(owner, said):
            shown = make_visible(owner, 60)
            raise ValueError(
                f"the folder says `{said.shown}` and is of `{shown}`: "
                "cheating? if it is right, collect a copy of your own (cp -r)"
            )

    # ------------------------------------------------------------ under no name

    def _leave_all(self, entries: Iterable[ArchiveFile], wanted: FileFilter) -> None:
        """Tell of files that no name gives to anybody."""
        for entry in entries:
            if wanted(entry.path) and is_work(entry.path, None, 0):
                with self.log.apart(entry.path):
                    self._leave_unclaimed(entry, None)

    def _tell_who_is_left(
        self, entry: ArchiveFile, claim: Claim | None, layout: Layout | None
    ) -> None:
        """Tell of a file that its path gives to nobody."""
        if claim is None:
            self._leave_unclaimed(entry, layout)
        elif claim.refusal:
            self.placer.note_unclaimed(entry)
            self.log.leave_out(entry.path, claim.refusal, of=claim.key)

    def _leave_unclaimed(self, entry: ArchiveFile, layout: Layout | None) -> None:
        self.placer.note_unclaimed(entry)
        reason = download_names.unclaimed_reason(entry.path, layout)
        if layout is None:
            reason = why_not_packed(entry, self._zone) or reason
        self.log.leave_out(entry.path, reason, of=self._front(entry.path))

    def _tell_of_copies(
        self, copies: Sequence[str], claims: Mapping[str, Claim]
    ) -> None:
        """Tell of what Jupyter saved beside a notebook where there is no notebook."""
        endings, saved = (".ipynb", ".zip"), frozenset(copies)
        there = {
            claim.key
            for path, claim in claims.items()
            if path.lower().endswith(endings) and path not in saved
        }
        for path in copies:
            claim = claims.get(path)
            if claim and claim.key not in there:
                reason = "Jupyter's own copy, and no notebook was handed in"
                self.log.leave_out(path, reason, of=claim.key)


def _own_files(found: ArchiveSource) -> Iterator[ArchiveFile]:
    """Give a source's files; where nbgrader unpacked an archive, the archive's."""
    # `nbgrader zip_collect` keeps `archive/` and unpacks it into `extracted/`.
    tops = {entry.path.split("/")[0] for entry in found.entries}
    unpacked = found.is_folder and {"archive", "extracted"} <= tops
    for entry in found.entries:
        if not (unpacked and entry.path.startswith("extracted/")):
            yield entry
