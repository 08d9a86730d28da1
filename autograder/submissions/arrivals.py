"""When work came in, on our own record: `.autograder/arrivals/<assignment>/`.

A `timestamp.txt` beside a notebook is written by nbgrader's collection or by the
student, and nothing tells which. So collection (`collecting`) also notes the moment
here, where no submission can write, with the hashes of the files it was for. A record
counts for exactly those files: whatever is put there later has no claim to it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.courses.course import Course
from autograder.files import write_whole

FOLDER = Path(".autograder") / "arrivals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """When some files of one student's came in."""

    at: datetime
    """with its offset"""
    files: Mapping[str, str]
    """SHA-256 by name, of the notebooks"""

    def covers(self, files: Mapping[str, bytes]) -> bool:
        """Tell whether these are the files that came in, none changed and none new."""
        return {name: digest(data) for name, data in files.items()} == self.files


def record(course: Course, assignment: str, student: str, arrival: Arrival) -> None:
    """Keep when work came in; a later arrival takes the place of an earlier one."""
    moment = arrival.at.astimezone(UTC).isoformat(timespec="seconds")
    text = json.dumps({"at": moment, "files": dict(arrival.files)}, indent=1)
    write_whole(_path(course, assignment, student), text + "\n")


def recorded(course: Course, assignment: str, student: str) -> Arrival | None:
    """Give when work came in; None when no collection of ours brought it."""
    try:
        read = json.loads(_path(course, assignment, student).read_text("utf-8"))
        return Arrival(at=datetime.fromisoformat(read["at"]), files=read["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def digest(data: bytes) -> str:
    """Hash one file's content."""
    return hashlib.sha256(data).hexdigest()


def _path(course: Course, assignment: str, student: str) -> Path:
    return course.root / FOLDER / assignment / f"{student}.json"
