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

from autograder.common.errors import AutograderError
from autograder.common.files import write_whole
from autograder.course.course import Assignment

CELLS = ""
"""what the notebook's own cells used, where an exercise's name stands"""
SLOWEST = 5

SecondsByPart = Mapping[str, float]
"""seconds of one submission: by exercise, and under CELLS"""


class SubmissionTimings:
    """What is on record of an assignment."""

    def __init__(self, assignment: Assignment) -> None:
        self._path = timings_path(assignment)
        self._parts: dict[str, SecondsByPart] = {}
        with suppress(OSError, ValueError, TypeError, AttributeError):
            found = json.loads(self._path.read_text("utf-8"))
            # All or nothing: a file that was damaged is as good as none.
            self._parts = {str(name): _parse_parts(its) for name, its in found.items()}

    def parts_of(self, name: str) -> SecondsByPart:
        """Give those of a submission, called as `Artifacts.name` says; maybe none."""
        return self._parts.get(name, {})

    def note(self, name: str, parts: SecondsByPart) -> None:
        """Keep what a submission used, if that was measured."""
        if parts:
            rounded = {part: round(used, 3) for part, used in parts.items()}
            self._parts[name] = rounded

    def save(self) -> None:
        """Write them down; that is never worth an error."""
        with suppress(AutograderError):
            write_whole(self._path, json.dumps(self._parts))


def timings_path(assignment: Assignment) -> Path:
    """Give where the file lies."""
    folder = assignment.course.root / ".autograder" / "timings"
    return folder / f"{assignment.name}.json"


def _parse_parts(found: Mapping[object, object]) -> SecondsByPart:
    return {str(part): float(str(seconds)) for part, seconds in found.items()}


class SubmissionDurations:
    """How long each submission took last time: whose turn it is, and how long yet.

    They stand beside the Reports and not in them: they are never the same twice.
    """

    def __init__(self, assignment: Assignment) -> None:
        folder = assignment.course.root / ".autograder" / "durations"
        self._path = folder / f"{assignment.name}.json"
        self._seconds: dict[str, float] = {}
        with suppress(OSError, ValueError, TypeError, AttributeError):
            found = json.loads(self._path.read_text("utf-8"))
            self._seconds = {str(name): float(used) for name, used in found.items()}

    def costs(self, names: Iterable[str]) -> dict[str, float]:
        """Give what each should cost; a new one costs what others do."""
        known = sorted(self._seconds.values())
        usual = known[len(known) // 2] if known else 1.0
        return {name: self._seconds.get(name, usual) for name in names}

    def note(self, name: str, seconds: float) -> None:
        """Keep how long one took; 0 says that it was not graded now."""
        if seconds:
            self._seconds[name] = round(seconds, 3)

    def save(self) -> None:
        """Write them down; that is never worth an error."""
        with suppress(AutograderError):
            write_whole(self._path, json.dumps(self._seconds))


# ------------------------------------------------------------------ what it comes to


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseTime:
    """What a class used for one exercise, in seconds."""

    name: str
    """CELLS for the notebook's own cells"""
    median: float
    most: float
    share: float
    """of all that was used, from 0 to 1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowSubmission:
    """A submission that used much, without whose it is."""

    seconds: float
    name: str
    """what most of it was used for"""
    part: float
    """the seconds of that"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTime:
    """Where a class's computing time went."""

    measured: int
    """submissions that it is known of"""
    seconds: float
    median: float
    spent: tuple[ExerciseTime, ...]
    """what used most in front"""
    slowest: tuple[SlowSubmission, ...]


def sum_up_time(every: Iterable[SecondsByPart]) -> ClassTime | None:
    """Sum up what submissions used; None when nothing is known of any."""
    known = [parts for parts in every if parts]
    if not known:
        return None
    sums = [sum(parts.values()) for parts in known]
    names = list(dict.fromkeys(name for parts in known for name in parts))
    used = [name for name in names if any(parts.get(name) for parts in known)]
    spent = [_time_exercise(name, known, sum(sums)) for name in used]
    slowest = sorted(known, key=lambda parts: -sum(parts.values()))[:SLOWEST]
    return ClassTime(
        measured=len(known),
        seconds=sum(sums),
        median=statistics.median(sums),
        spent=tuple(sorted(spent, key=lambda exercise: -exercise.share)),
        slowest=tuple(map(_describe_slow, slowest)),
    )


def _time_exercise(
    name: str, known: Sequence[SecondsByPart], total: float
) -> ExerciseTime:
    used = [parts.get(name, 0.0) for parts in known]
    share = sum(used) / total if total else 0.0
    return ExerciseTime(
        name=name, median=statistics.median(used), most=max(used), share=share
    )


def _describe_slow(parts: SecondsByPart) -> SlowSubmission:
    name = max(parts, key=lambda part: parts[part])
    return SlowSubmission(seconds=sum(parts.values()), name=name, part=parts[name])
