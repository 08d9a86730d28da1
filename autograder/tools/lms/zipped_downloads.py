"""Find the zips in a source that say whose what in them is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial

from autograder.submissions.safe_archive import (
    ArchiveFile,
    ArchiveSource,
    SharedReadBudget,
    read_inner_zip,
)
from autograder.tools.lms import download_layouts
from autograder.tools.lms.download_names import Layout
from autograder.tools.lms.packed_submission import read_packed
from autograder.tools.lms.submission_reader import ClaimedSubmission


@dataclass(frozen=True, slots=True, kw_only=True)
class ZippedDownload:
    """A zip in a source that says whose what in it is."""

    entry: ArchiveFile
    inner: ArchiveSource
    packed: ClaimedSubmission | None
    """what `autograder submit` packed; None where a system made the zip"""

    @property
    def path(self) -> str:
        """Where it lies in the source."""
        return self.entry.path

    def as_source(self) -> ArchiveSource:
        """Have its files carry the time of the zip: a student made theirs."""
        self.inner.entries = [
            ArchiveFile(path=member.path, when=self.entry.when, read=member.read)
            for member in self.inner.entries
        ]
        return self.inner


def find_zipped_downloads(
    entries: Iterable[ArchiveFile],
    level: int | None,
    *,
    zone: tzinfo,
    assignment: str,
    within_folder: bool,
) -> list[ZippedDownload]:
    """Give the zips that say whose they are, where the outermost of them lie.

    Only above all that a system named: beside that they are somebody's, whatever
    they say. Zips in a zip count where `autograder submit` made them, those in a
    folder also where a system did.

    Args:
        entries: all files of the source.
        level: how deep the names lie that a system wrote; None if none did.
        zone: where the clocks stood that a zip's times are on.
        assignment: the one that is collected.
        within_folder: the source is a folder.
    """
    by_depth: dict[int, list[ArchiveFile]] = defaultdict(list)
    for entry in entries:
        named = download_layouts.submission_of(entry.path, assignment)
        if entry.path.lower().endswith(".zip") and not named:
            by_depth[entry.path.count("/")].append(entry)
    # A zip below another one's name is somebody's file: the outermost decide.
    for depth in sorted(by_depth):
        if level is not None and depth >= level:
            break
        found = [
            zipped
            for entry in by_depth[depth]
            if (zipped := _opened(entry, zone, assignment, within_folder)) is not None
        ]
        if found:
            return found
    return []


def _opened(
    entry: ArchiveFile, zone: tzinfo, assignment: str, within_folder: bool
) -> ZippedDownload | None:
    try:
        inner = read_inner_zip(entry.read(), zone, shares_of(assignment))
    except ValueError:  # it is no zip, or not one that we open
        return None
    entries = {member.path: member for member in inner.entries}
    packed = read_packed(entries, entry.path)
    level = download_layouts.find_level(entries, assignment)
    if packed is None and not (within_folder and level is not None):
        return None
    return ZippedDownload(entry=entry, inner=inner, packed=packed)


def shares_of(assignment: str) -> SharedReadBudget:
    """Give each submission of a download its own share of what is listed."""
    return SharedReadBudget(
        partial(download_layouts.submission_of, assignment=assignment)
    )


def zip_level_in_inbox(
    paths: Iterable[str], level: int | None, *, zone: tzinfo, assignment: str
) -> int | None:
    """Give the depth above which zips count in an inbox.

    People send there one by one: what a system named takes nothing from a zip that
    lies beside it. Only in the exchange everything else is nobody's.
    """
    if level is None:
        return None
    claims = download_layouts.find_claims(
        paths, zone=zone, metadata={}, assignment=assignment
    )
    if any(claim.layout is Layout.NBGRADER for claim in claims.values()):
        return level
    return level + 1
