"""Where time went: two small files beside the Reports, and what they come to.

`.autograder/timings/<assignment>.json` has, for each submission, the seconds that its
workers used for each exercise; the class report reads it. `durations/` has how long
each took by the clock on the wall; the next run plans by it. Neither is the same twice,
so no Report holds them, and nothing is lost with them.
"""

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from autograder.courses.course import Assignment
from autograder.errors import AutograderError
from autograder.files import write_whole

CELLS = ""
"""what the notebook's own cells used, where an exercise's name stands"""
SLOWEST = 5

Parts = Mapping[str, float]
"""seconds of one submission: by exercise, and under CELLS"""


class Timings:
    """What is on record of an assignment."""

    def __init__(self, assignment: Assignment) -> None:
        self._path = path(assignment)
        self._parts: dict[str, Parts] = {}
        with suppress(OSError, ValueError, TypeError, AttributeError):
            found = json.loads(self._path.read_text("utf-8"))
            self._parts = {str(one): _parts(its) for one, its in found.items()}

    def of(self, name: str) -> Parts:
        """Give those of a submission, called as `Finished.name` says; maybe none."""
        return self._parts.get(name, {})

    def note(self, name: str, parts: Parts) -> None:
        """Keep what a submission used, if that was measured."""
        if parts:
            self._parts[name] = {one: round(its, 3) for one, its in parts.items()}

    def save(self) -> None:
        """Write them down; that is never worth an error."""
        with suppress(AutograderError):
            write_whole(self._path, json.dumps(self._parts))


def path(assignment: Assignment) -> Path:
    """Give where the file lies."""
    folder = assignment.course.root / ".autograder" / "timings"
    return folder / f"{assignment.name}.json"


def _parts(found: Mapping[object, object]) -> Parts:
    return {str(one): float(str(seconds)) for one, seconds in found.items()}


class Durations:
    """How long each submission took last time: whose turn it is, and how long yet.

    They stand beside the Reports and not in them: they are never the same twice.
    """

    def __init__(self, assignment: Assignment) -> None:
        folder = assignment.course.root / ".autograder" / "durations"
        self._path = folder / f"{assignment.name}.json"
        self._seconds: dict[str, float] = {}
        with suppress(OSError, ValueError, TypeError, AttributeError):
            found = json.loads(self._path.read_text("utf-8"))
            self._seconds = {str(one): float(it) for one, it in found.items()}

    def costs(self, students: Iterable[str]) -> dict[str, float]:
        """Give what each should cost; a new one costs what others do."""
        known = sorted(self._seconds.values())
        usual = known[len(known) // 2] if known else 1.0
        return {student: self._seconds.get(student, usual) for student in students}

    def note(self, student: str, seconds: float) -> None:
        """Keep how long one took, if it did now."""
        if seconds:
            self._seconds[student] = round(seconds, 3)

    def save(self) -> None:
        """Write them down; that is never worth an error."""
        with suppress(AutograderError):
            write_whole(self._path, json.dumps(self._seconds))


# ------------------------------------------------------------------ what it comes to


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a class used for one exercise, in seconds."""

    name: str
    """CELLS for the notebook's own cells"""
    median: float
    most: float
    share: float
    """of all that was used, from 0 to 1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow:
    """A submission that used much, without whose it is."""

    seconds: float
    name: str
    """what most of it was used for"""
    part: float
    """the seconds of that"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """Where a class's computing time went."""

    measured: int
    """submissions that it is known of"""
    seconds: float
    median: float
    spent: tuple[Spent, ...]
    """what used most in front"""
    slowest: tuple[Slow, ...]


def time_of(every: Iterable[Parts]) -> Time | None:
    """Sum up what submissions used; None when nothing is known of any."""
    known = [one for one in every if one]
    if not known:
        return None
    sums = [sum(one.values()) for one in known]
    names = list(dict.fromkeys(name for one in known for name in one))
    used = [name for name in names if any(one.get(name) for one in known)]
    spent = [_spent(name, known, sum(sums)) for name in used]
    slowest = sorted(known, key=lambda one: -sum(one.values()))[:SLOWEST]
    return Time(
        measured=len(known),
        seconds=sum(sums),
        median=statistics.median(sums),
        spent=tuple(sorted(spent, key=lambda one: -one.share)),
        slowest=tuple(map(_slow, slowest)),
    )


def _spent(name: str, known: Sequence[Parts], seconds: float) -> Spent:
    its = [one.get(name, 0.0) for one in known]
    return Spent(
        name=name,
        median=statistics.median(its),
        most=max(its),
        share=sum(its) / seconds if seconds else 0.0,
    )


def _slow(parts: Parts) -> Slow:
    name = max(parts, key=lambda one: parts[one])
    return Slow(seconds=sum(parts.values()), name=name, part=parts[name])
