"""When work came in, on our own record: `.autograder/arrivals/<assignment>/`.

A `timestamp.txt` beside a notebook is written by nbgrader's collection or by the
student, and nothing tells which. So collection (`collecting`) also notes the moment
here, where no submission can write, with the hashes of the files it was for. A record
counts for exactly those files: whatever is put there later has no claim to it.

What a download says of each of its files is kept beside that, by content, in
`.autograder/downloads/`: a person who puts one of them in its place by hand makes it no
later than it was.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.common.digests import sha256_by_name
from autograder.common.files import write_whole
from autograder.course.course import Course

FOLDER = Path(".autograder") / "arrivals"
DOWNLOADS = Path(".autograder") / "downloads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """When some files of one student's came in."""

    at: datetime
    """with its offset"""
    files: Mapping[str, str]
    """SHA-256 by name, of the notebooks"""

    def covers(self, files: Mapping[str, bytes]) -> bool:
        """Tell whether these are the files that came in, none changed and none new."""
        return sha256_by_name(files) == self.files


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadNote:
    """What a download says of when a file in it came."""

    seen: datetime
    """the time on it"""
    at: datetime | None = None
    """when it came, where that is said"""
    late: bool | None = None
    """None where that is not said"""
    is_dated: bool = True
    """whether `seen` is when it came, and not when it was sent"""
    source: str = ""
    """the layout of the download"""
    original: str = ""
    """what the system calls it"""

    def moment(self, due: datetime | None, own_due: datetime | None) -> datetime:
        """Decide when it came, for a student with a due date of their own.

        What is not said to be late, and has no time of its own, is taken for in time.

        Args:
            due: the assignment's, by which a system says that work is late.
            own_due: the student's, of whose extension the system may know nothing.
        """
        if self.at is not None or due is None or own_due is None:
            return self.at or self.seen
        if self.late:
            # Late by their clock, whatever the file says: a second is enough.
            return max(self.seen, due.astimezone(UTC) + timedelta(seconds=1))
        if self.late is None and self.is_dated:
            return self.seen
        return min(self.seen, own_due)


def record_download_notes(
    course: Course, assignment: str, notes: Mapping[str, DownloadNote]
) -> None:
    """Keep what a download says of its files, by their SHA-256.

    Of the same content it keeps what is said most surely, and then the earliest.
    """
    known = read_download_notes(course, assignment)
    surest = {
        key: min((known.get(key, note), note), key=_sureness)
        for key, note in notes.items()
    }
    if surest.items() <= known.items():
        return  # the same download again
    merged = known | surest
    text = json.dumps({key: _note_as_json(note) for key, note in merged.items()})
    write_whole(course.root / DOWNLOADS / f"{assignment}.json", text + "\n")


def read_download_notes(course: Course, assignment: str) -> dict[str, DownloadNote]:
    """Give what all downloads so far said, by the SHA-256 of each file."""
    try:
        path = course.root / DOWNLOADS / f"{assignment}.json"
        notes = json.loads(path.read_text())
        return {key: _note_of_json(note) for key, note in notes.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _sureness(note: DownloadNote) -> tuple[bool, datetime]:
    return note.at is None, note.at or note.seen


def _note_as_json(note: DownloadNote) -> dict[str, object]:
    at = note.at and note.at.isoformat()
    return {**asdict(note), "seen": note.seen.isoformat(), "at": at}


def _note_of_json(fields: dict[str, Any]) -> DownloadNote:
    at = fields["at"] and datetime.fromisoformat(fields["at"])
    seen = datetime.fromisoformat(fields["seen"])
    return DownloadNote(**{**fields, "seen": seen, "at": at})


def record_arrival(
    course: Course, assignment: str, student: str, arrival: Arrival
) -> None:
    """Keep when work came in; a later arrival takes the place of an earlier one."""
    # To the second, as Reports and formgrader have it.
    moment = arrival.at.astimezone(UTC).isoformat(timespec="seconds")
    text = json.dumps({"at": moment, "files": dict(arrival.files)}, indent=1)
    write_whole(_path(course, assignment, student), text + "\n")


def read_arrival(course: Course, assignment: str, student: str) -> Arrival | None:
    """Give when work came in; None when no collection of ours brought it."""
    try:
        read = json.loads(_path(course, assignment, student).read_text("utf-8"))
        return Arrival(at=datetime.fromisoformat(read["at"]), files=read["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(course: Course, assignment: str, student: str) -> Path:
    return course.root / FOLDER / assignment / f"{student}.json"
