"""Read what one student handed in: its files, and those of the zips among them.

Everything of a submission is charged to one `ReadBudget`. What cannot be read is told,
and the rest is taken; a zip of which not all was read is kept as it came.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from functools import partial

from autograder.submissions.safe_archive import (
    ArchiveFile,
    ArchiveSource,
    ReadBudget,
    read_inner_zip,
)
from autograder.submissions.safe_folder import ASIDE, STAMP
from autograder.tools.lms.download_names import Claim
from autograder.tools.lms.filenames import MAX_FILES, DiskNames, fit_name


@dataclass(slots=True)
class ClaimedSubmission:
    """The files of one submission in a source, before it is known whose it is."""

    claim: Claim
    files: list[tuple[Claim, ArchiveFile]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSubmission:
    """The same with its content."""

    claim: Claim
    files: Mapping[str, bytes]
    originals: Mapping[str, str]
    seen: datetime


class SubmissionReader:
    """Reads submissions of one assignment."""

    def __init__(
        self, zone: tzinfo, notebook: str, note: Callable[[str, str, str], None]
    ) -> None:
        """Take what every submission is read with.

        Args:
            zone: where the clocks stood that a zip's times are on.
            notebook: what the assignment's notebook is called, without its ending.
            note: hears of what, what is to tell, and the submission's key.
        """
        self._zone = zone
        self._notebook = notebook
        self._note = note

    def open_submission(self, submission: ClaimedSubmission) -> ReadSubmission:
        """Read a submission; a zip that lies in it is opened."""
        budget = ReadBudget()
        files: list[tuple[Claim, ArchiveFile]] = []
        for claim, outer in submission.files:
            entry = _charged(outer, budget)
            inner = self._inside(entry, claim.key, budget)
            read = self._unzipped(inner, entry.path, claim.key) if inner else []
            files += [(with_file(claim, member.path), member) for member in read]
            if inner is None or _is_worth_keeping(inner, read):
                files.append((claim, entry))
        times = [entry.when for _, entry in submission.files if entry.when]
        return replace(self.read_files(submission.claim, files), seen=_latest(times))

    def _unzipped(self, inner: ArchiveSource, name: str, key: str) -> list[ArchiveFile]:
        """Read the files of a zip that was handed in; tell of those that cannot be."""
        for path, reason in inner.refused:
            self._note(f"{name}/{path}", f"left out: {reason}", key)
        read: list[ArchiveFile] = []
        for member in inner.entries:
            try:
                data = member.read()
            except ValueError as reason:
                self._note(f"{name}/{member.path}", f"left out: {reason}", key)
                continue
            read.append(replace(member, read=partial(bytes, data)))
        return read

    def _inside(
        self, entry: ArchiveFile, key: str, budget: ReadBudget
    ) -> ArchiveSource | None:
        if not entry.path.lower().endswith(".zip"):
            return None
        try:
            return read_inner_zip(entry.read(), self._zone, budget)
        except ValueError as reason:
            self._note(entry.path, f"not opened: {reason}", key)
            return None

    def read_files(
        self, claim: Claim, made: Sequence[tuple[Claim, ArchiveFile]]
    ) -> ReadSubmission:
        """Read the files of a submission under names that are fit for a disk."""
        files: dict[str, bytes] = {}
        originals: dict[str, str] = {}
        names = DiskNames()
        for about, entry in sorted(made, key=_notebooks_first):
            if len(files) >= MAX_FILES:
                told = f"left out: more than {MAX_FILES} files"
                self._note(entry.path, told, claim.key)
                continue
            if about.file in (STAMP, ASIDE):  # the exchange's own, or made to look so
                continue
            name = names.take(fit_name(about.file, self._notebook))
            try:
                files[name] = entry.read()
            except ValueError as reason:
                self._note(entry.path, f"left out: {reason}", claim.key)
                continue
            originals[name] = about.original
        times = [entry.when for _, entry in made if entry.when]
        if files and all(about.is_typed for about, _ in made):
            self._note(claim.original, "typed text, no file", claim.key)
        return ReadSubmission(
            claim=claim, files=files, originals=originals, seen=_latest(times)
        )


def with_file(claim: Claim, file: str) -> Claim:
    """Give what is claimed of a submission for one more of its files."""
    return replace(claim, file=file)


def _charged(entry: ArchiveFile, budget: ReadBudget) -> ArchiveFile:
    """Have the bytes of a file count as its submission's."""

    def read() -> bytes:
        # Charged when it is read: what a zip says of its sizes may be a lie.
        data = entry.read()
        budget.take(len(data))
        return data

    return replace(entry, read=read)


def _latest(times: Sequence[datetime]) -> datetime:
    return max(times, default=datetime.fromtimestamp(0, UTC))


def _is_worth_keeping(found: ArchiveSource, read: Sequence[ArchiveFile]) -> bool:
    """Tell whether a zip holds more than was read of it: then a person can look."""
    is_whole = len(read) == len(found.entries) and not found.refused
    return not (read and is_whole and (_has_notebook(found) or not found.copies))


def _notebooks_first(claimed: tuple[Claim, ArchiveFile]) -> bool:
    """Sort by this: where there are too many files, the one that counts is kept."""
    return not claimed[1].path.lower().endswith(".ipynb")


def _has_notebook(found: ArchiveSource) -> bool:
    return any(entry.path.lower().endswith(".ipynb") for entry in found.entries)
