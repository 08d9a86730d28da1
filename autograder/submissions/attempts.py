"""Every attempt of every student: `.autograder/attempts/<assignment>/<student>/<n>/`.

`submitted/` holds a copy of the one that counts: the latest or, where course.yaml says
so, the one that `best_attempt` chose when they were graded. Intake never looks in here.
An attempt is written whole before anything refers to it, so a collection that was cut
off is simply run again.
"""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from autograder.common.digests import sha256_by_name
from autograder.common.errors import MachineError
from autograder.common.files import swap_folders, write_whole
from autograder.course.course import Assignment
from autograder.course.policy import CountingRule
from autograder.submissions import arrival_times
from autograder.submissions.arrival_times import Arrival
from autograder.submissions.intake import arrival_time_of, submission_of_folder
from autograder.submissions.safe_archive import ArchiveFile, ReadBudget, open_source
from autograder.submissions.safe_folder import (
    ASIDE,
    STAMP,
    kind_of,
    read_submission_folder,
)
from autograder.submissions.submission import Submission

FOLDER = Path(".autograder") / "attempts"
RECORD, FILES, AS_FOUND = "attempt.json", "files", "as-found"

FOUND = "submitted/"
"""the source of an attempt that lay there and was not collected by us"""
BY_HAND = "a person, by hand"
"""the source of an attempt that somebody named the student and the time of"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What one student handed in at one time."""

    at: datetime
    """when, as well as we know, with its offset"""
    seen: datetime
    """the time on its files: tells apart what `at` does not"""
    source: str
    """the layout it came in"""
    files: Mapping[str, str]
    """SHA-256 by name"""
    originals: Mapping[str, str]
    """what the system it came from calls each file, or its folder; by name"""
    guessed: bool = False
    """the system that it came from did not say when"""
    number: int = 0
    """1 is the first that was collected"""

    @property
    def order(self) -> tuple[datetime, datetime, int]:
        """Sort by this: the last one counts."""
        return self.at, self.seen, self.number


class AttemptStore:
    """The attempts of one student, and the copy in `submitted/`."""

    def __init__(self, assignment: Assignment, student: str) -> None:
        self._assignment = assignment
        self._student = student
        self._folder = assignment.course.root / FOLDER / assignment.name / student
        self._submitted = assignment.course.submitted / student / assignment.name

    @cached_property
    def attempts(self) -> list[Attempt]:
        """Give them, the first collected in front."""
        if not self._folder.is_dir():
            return []
        # A folder that has no number is one that was cut off while it was written.
        names = [path.name for path in self._folder.iterdir()]
        numbers = sorted(int(name) for name in names if name.isdecimal())
        read = (_read(self._folder / str(number), number) for number in numbers)
        return [attempt for attempt in read if attempt is not None]

    @property
    def latest(self) -> Attempt | None:
        """Give the latest; None when there is none."""
        return max(self.attempts, key=_order_of, default=None)

    @property
    def counting(self) -> Attempt | None:
        """Give the one that counts; None when there is none."""
        rules, name = self._assignment.course.rules, self._assignment.name
        if rules.which_counts(name) is CountingRule.LATEST:
            return self.latest
        lying = sha256_by_name(self._lying_there())
        same = self._with_files(lying)
        # The same files can have been handed in twice: then the record says which.
        arrival = arrival_times.read_arrival(
            self._assignment.course, name, self._student
        )
        if arrival is not None:
            recorded = [
                attempt for attempt in same if _at_same_second(attempt.at, arrival.at)
            ]
            same = recorded or same
        return max(same, key=_order_of, default=self.latest)

    def work(self, attempt: Attempt) -> Submission:
        """Give an attempt as intake gives what lies in `submitted/`."""
        found = read_submission_folder(self._folder, str(attempt.number), FILES)
        at = attempt.at.astimezone(UTC)
        return submission_of_folder(self._student, found, at, attempt.number)

    def add(self, attempt: Attempt, files: Mapping[str, bytes]) -> bool:
        """Keep an attempt, unless it is known; tell whether it was not.

        Work that was handed in again after something else is an attempt of its own.
        """
        latest = self.latest
        same = self._with_files(attempt.files)
        if attempt.source == BY_HAND:
            return self._add_by_hand(attempt, files, same)
        if latest in same:
            self._recall(latest, attempt)
            return False
        if same and latest and attempt.order[:2] <= latest.order[:2]:
            return False
        self._write(attempt, files)
        return True

    @property
    def has_files(self) -> bool:
        """Tell whether something that can be kept lies in `submitted/`."""
        return bool(self._lying_there())

    def take_in(self) -> bool:
        """Make an attempt of what lies in `submitted/` and is none yet; tell if so."""
        files = self._lying_there()
        if not files and not self._has_odd_things():
            return False
        if self._with_files(sha256_by_name(files)):
            return False
        found = read_submission_folder(
            self._assignment.course.submitted, self._student, self._assignment.name
        )
        came = arrival_time_of(self._assignment, self._student, found)
        changed = datetime.fromtimestamp(found.newest, UTC)
        attempt = Attempt(
            at=came.at or changed,
            seen=changed,
            source=FOUND,
            files=sha256_by_name(files),
            originals={},
            guessed=not came.on_record,
        )
        self._write(attempt, files)
        return True

    def settle(self, attempt: Attempt | None) -> None:
        """Have `submitted/` and the record of arrivals say that this one counts."""
        if attempt is None:
            return
        if sha256_by_name(self._lying_there()) != attempt.files:
            self._replace(attempt)
        found = read_submission_folder(
            self._assignment.course.submitted, self._student, self._assignment.name
        )
        arrival_times.record_arrival(
            self._assignment.course,
            self._assignment.name,
            self._student,
            Arrival(at=attempt.at, files=found.digests),
        )

    # ------------------------------------------------------------ inside

    def _with_files(self, files: Mapping[str, str]) -> list[Attempt]:
        """Give the attempts with exactly these files, the first collected in front."""
        return [attempt for attempt in self.attempts if attempt.files == files]

    def _add_by_hand(
        self, attempt: Attempt, files: Mapping[str, bytes], same: Sequence[Attempt]
    ) -> bool:
        """Keep what a person places: its time is the one that they say."""
        if same:
            self._change(same[-1], replace(same[-1], at=attempt.at, guessed=False))
            return False
        latest = self.latest
        if latest and latest.source == FOUND and latest.guessed:
            # Nothing says when it came; it was there before what takes its place.
            before = min(latest.at, attempt.at - timedelta(seconds=1))
            self._change(latest, replace(latest, at=before))
        self._write(attempt, files)
        return True

    def _change(self, attempt: Attempt, known: Attempt) -> None:
        if known != attempt:
            write_whole(self._folder / str(attempt.number) / RECORD, _to_json(known))
            self.attempts[self.attempts.index(attempt)] = known

    def _write(self, attempt: Attempt, files: Mapping[str, bytes]) -> None:
        number = 1 + max((attempt.number for attempt in self.attempts), default=0)
        while (self._folder / str(number)).exists():  # one that cannot be read
            number += 1
        with _made_whole(self._folder / str(number)) as folder:
            for name, data in files.items():
                write_whole(folder / FILES / name, data)
            numbered = replace(attempt, number=number)
            # Last: an attempt without its record is none.
            write_whole(folder / RECORD, _to_json(numbered))
        self.attempts.append(numbered)

    def _recall(self, latest: Attempt | None, again: Attempt) -> None:
        """Keep the names of the last download, and when it came, if that is known now.

        The system may have given new names.
        """
        if latest is None or not again.originals:
            return
        known = replace(latest, originals=again.originals, source=again.source)
        if latest.guessed and not again.guessed:
            known = replace(known, at=again.at, guessed=False)
        self._change(latest, known)

    def _lying_there(self) -> dict[str, bytes]:
        """Read every regular file in `submitted/`, a collection's stamp apart."""
        if (
            kind_of(self._submitted) != "a folder"
            or self._submitted.parent.is_symlink()
        ):
            return {}  # nothing, or a link, which may lead anywhere
        with open_source(self._submitted, UTC, ReadBudget()) as found:
            return {entry.path: data for entry, data in _readable(found.entries)}

    def _has_odd_things(self) -> bool:
        """Tell whether there is what is no regular file: a link, a pipe."""
        return kind_of(self._submitted) not in ("nothing", "a folder")

    def _replace(self, attempt: Attempt) -> None:
        """Put a copy of an attempt where submissions lie; what lay there is kept."""
        files = self._folder / str(attempt.number) / FILES
        when = attempt.at.timestamp()
        with _staging_beside(self._submitted) as staging:
            for name in attempt.files:
                target = staging / name
                target.parent.mkdir(parents=True, exist_ok=True)
                # A copy, no link: whoever writes into `submitted/` changes no attempt.
                shutil.copyfile(files / name, target, follow_symlinks=False)
                os.utime(target, (when, when))
            if kind_of(self._submitted) == "nothing":
                staging.rename(self._submitted)
                return
            lying = sha256_by_name(self._lying_there())
            # Nobody who is killed here leaves a student without a submission.
            swap_folders(staging, self._submitted)
            self._put_away(staging, lying)

    def _put_away(self, before: Path, lying: Mapping[str, str]) -> None:
        """Keep what lay where submissions lie, unless it is kept: then it may go."""
        known = self._with_files(lying)
        if known and known[0].source != FOUND and kind_of(before) == "a folder":
            return
        number = 0
        if known:
            number = known[0].number
        target = self._folder / str(number) / AS_FOUND
        while target.exists():
            target = target.with_name(f"{target.name}-again")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(before, target)


def latest_attempt(assignment: Assignment, student: str) -> Attempt | None:
    """Give the latest attempt of a student; None when none was collected."""
    return AttemptStore(assignment, student).latest


def _order_of(attempt: Attempt) -> tuple[datetime, datetime, int]:
    return attempt.order


def _at_same_second(one: datetime, other: datetime) -> bool:
    """Tell whether two moments are one on the record of arrivals."""
    return one.astimezone(UTC).replace(microsecond=0) == other.astimezone(UTC)


def _readable(entries: Sequence[ArchiveFile]) -> list[tuple[ArchiveFile, bytes]]:
    readable = []
    for entry in entries:
        if entry.path not in (STAMP, ASIDE):
            with contextlib.suppress(ValueError):
                readable.append((entry, entry.read()))
    return readable


def _read(folder: Path, number: int) -> Attempt | None:
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
        return Attempt(
            at=datetime.fromisoformat(record["at"]),
            seen=datetime.fromisoformat(record["seen"]),
            source=record["source"],
            files=record["files"],
            originals=record["originals"],
            guessed=bool(record.get("guessed")),  # older records do not say it
            number=number,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _to_json(attempt: Attempt) -> str:
    times = {"at": attempt.at.isoformat(), "seen": attempt.seen.isoformat()}
    return json.dumps({**asdict(attempt), **times}, indent=1) + "\n"


@contextlib.contextmanager
def _made_whole(folder: Path) -> Iterator[Path]:
    """Give a folder that gets its name when all is in it."""
    with _staging_beside(folder) as staging:
        yield staging
        staging.rename(folder)  # on the same disk: it is there whole, or not at all


@contextlib.contextmanager
def _staging_beside(folder: Path) -> Iterator[Path]:
    """Give a new folder on the same disk; what is left of it at the end is removed."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".collecting-"))
        staging.chmod(0o755)  # mkdtemp closes it to everybody else, TAs among them
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise MachineError(
            f"cannot write `{folder}`: {error.strerror or error}",
            hint="make space or give write permission, then collect again",
        ) from error
