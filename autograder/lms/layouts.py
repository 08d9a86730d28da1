"""Read off a path in a download whose work it is: how each system lays out its zips.

Pure. `docs/collect.md` says where each layout is documented. What a student can choose,
the end of a path, never decides whose a file is: the outer parts do, which the system
wrote.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Any

import yaml

from autograder.courses.courserules import YEARS
from autograder.courses.ids import odd_name
from autograder.courses.matching import StudentFinder, simple_letters
from autograder.courses.roster import Student
from autograder.students.submit import MANIFEST
from autograder.words import visible

METADATA = "submission_metadata.yml"
"""what Gradescope puts beside the folders"""


class Layout(StrEnum):
    """Who laid out a download."""

    GRADESCOPE = "Gradescope"
    NBGRADER = "nbgrader's exchange"
    MOODLE = "Moodle"
    CANVAS = "Canvas"
    BLACKBOARD = "files named …_ID_attempt_TIME_…"
    COURSE = "a course's submitted/"
    SUBMIT = "autograder submit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a download says of who handed something in."""

    id: str = ""
    name: str = ""
    email: str = ""
    number: str = ""
    """Canvas's own"""
    or_number: str = ""
    """what that is instead if the name ends in a number"""
    ending: str = ""
    """a title, `_` and their id or login, either of which may hold a `_`"""
    rivals: tuple[str, ...] = ()
    """the students whom that may mean, where it means no one of them"""

    @property
    def shown(self) -> str:
        """What to call them in a message."""
        said = self.id or self.name or self.email or self.number or self.ending
        return visible(said, 80)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a path says of the file that lies there."""

    layout: Layout
    key: str
    """the same for all files of one submission"""
    people: tuple[Person, ...]
    """several where a group handed in together"""
    file: str
    """its path in the submission"""
    original: str
    """what the system knows it by: a file's name, or a folder's"""
    depth: int
    """folders around what says so: a student can only choose what lies deeper"""
    at: datetime | None = None
    """when it was handed in, with its offset; None where the path does not say"""
    late: bool | None = None
    """None where the system does not say"""
    assignment: str = ""
    """which it is for; empty where the path does not say"""


# ------------------------------------------------------------------ layouts

_CANVAS = re.compile(
    r"(?P<who>.*?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<number>\d+)_(?P<file>.+)"
)
_CANVAS_HIDDEN = re.compile(r"(?:LATE_)?anon_\w+?_\d+_.+")
_MOODLE = re.compile(r"(?P<who>[^_]+)_(?P<number>\d+)_assignsubmission_(?P<rest>.+)")
_MOODLE_FLAT = re.compile(r"(?P<plugin>file|onlinetext)_(?P<file>.+)")
_EXCHANGE = re.compile(
    r"(?P<id>[^+]+)\+(?P<assignment>[^+]+)"
    r"\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)"
    r"(?: (?P<zone>[^\s+]+))?(?:\+.*)?"
)
_ATTEMPT = re.compile(
    r"(?P<who>.+?_.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|(?P<end>\..+))"
)
_GRADESCOPE = re.compile(r"submission_\d+")


def claims(
    paths: Iterable[str],
    *,
    zone: tzinfo,
    metadata: Mapping[str, Any],
    assignment: str,
) -> dict[str, Claim]:
    """Give what is known of each path, by the one layout that most of them have.

    Args:
        paths: of all files of a download.
        zone: where clocks stood that wrote a time without an offset.
        metadata: Gradescope's, if there is one.
        assignment: the one that is collected.
    """
    found: dict[Layout, dict[str, Claim]] = defaultdict(dict)
    for path in paths:
        parts = path.split("/")
        if not metadata and any(map(_GRADESCOPE.fullmatch, parts[:-1])):
            continue  # whose it is would be what the student put inside
        for claim in (
            _gradescope(parts, metadata),
            _exchange(parts, zone),
            _moodle(parts),
            _canvas(parts),  # before the next: of two that fit as well, the first
            _attempt(parts, zone),
            _course(parts, assignment),
        ):
            if claim is not None:
                found[claim.layout][path] = claim
    return max(found.values(), key=_weight, default={})


def _weight(claimed: Mapping[str, Claim]) -> tuple[int, int]:
    """Weigh a layout: it fits most files, and where several do, outside the others."""
    return len(claimed), -sum(claim.depth for claim in claimed.values())


def metadata_of(text: bytes) -> Mapping[str, Any]:
    """Read Gradescope's metadata: by folder, who handed in and when."""
    try:
        found = yaml.safe_load(text.decode("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_systems(path: str) -> bool:
    """Tell whether a system named a path, though it does not say whose it is.

    Then somebody handed in what lies there, and nothing inside says who.
    """
    *folders, name = path.split("/")
    return bool(_CANVAS_HIDDEN.fullmatch(name)) or any(
        "_assignsubmission_" in part or _GRADESCOPE.fullmatch(part)
        for part in (*folders, name)
    )


def why_not(path: str, others: Layout | None) -> str:
    """Say why a path tells nobody."""
    name = path.rpartition("/")[2]
    if _CANVAS_HIDDEN.fullmatch(name):
        return "Canvas hid the names: turn off anonymous grading and download again"
    if others is not None:
        return f"its path does not say whose it is, as others from {others} do"
    return "its path does not say whose it is"


def _gradescope(parts: Sequence[str], metadata: Mapping[str, Any]) -> Claim | None:
    at, folder = _outermost(_GRADESCOPE, parts)
    about = metadata.get(folder) if folder else None
    if not isinstance(about, dict):
        return None
    submitters = about.get(":submitters")
    listed = submitters if isinstance(submitters, list) else []
    people = [_submitter(one) for one in listed if isinstance(one, dict)]
    when = about.get(":created_at")
    if isinstance(when, datetime) and when.tzinfo is None:
        when = when.replace(tzinfo=UTC)  # the file says Z, and yaml drops it
    return Claim(
        layout=Layout.GRADESCOPE,
        key=folder,
        people=tuple(people),
        file="/".join(parts[at + 1 :]),
        original=folder,
        depth=at,
        at=when if isinstance(when, datetime) else None,
    )


def _submitter(said: Mapping[str, Any]) -> Person:
    return Person(
        id=str(said.get(":sid") or ""),
        name=str(said.get(":name") or ""),
        email=str(said.get(":email") or ""),
    )


def _exchange(parts: Sequence[str], zone: tzinfo) -> Claim | None:
    at, folder = _outermost(_EXCHANGE, parts)
    found = _EXCHANGE.fullmatch(folder)
    if not found:
        return None
    clock = UTC if found["zone"] in (None, "UTC") else zone
    return Claim(
        layout=Layout.NBGRADER,
        key=folder,
        people=(Person(id=found["id"]),),
        file="/".join(parts[at + 1 :]),
        original=folder,
        depth=at,
        at=_moment(found["time"], clock),
        assignment=found["assignment"],
    )


def _moodle(parts: Sequence[str]) -> Claim | None:
    at = next((at for at, one in enumerate(parts) if _MOODLE.fullmatch(one)), -1)
    found = _MOODLE.fullmatch(parts[at])
    if not found:
        return None
    flat = _MOODLE_FLAT.fullmatch(found["rest"])
    is_file = at in (-1, len(parts) - 1)
    if is_file and not flat:
        return None
    return Claim(
        layout=Layout.MOODLE,
        key=f"{found['who']}_{found['number']}",
        people=(Person(name=found["who"]),),
        file=flat["file"] if is_file and flat else "/".join(parts[at + 1 :]),
        original=parts[at],
        depth=at % len(parts),
    )


def _attempt(parts: Sequence[str], zone: tzinfo) -> Claim | None:
    found = _ATTEMPT.fullmatch(parts[-1])
    if not found or _CANVAS_HIDDEN.fullmatch(parts[-1]):
        return None
    date, time = found["time"][:10], found["time"][11:].replace("-", ":")
    at = _moment(f"{date} {time}", zone)
    if at is None:
        return None
    return Claim(
        layout=Layout.BLACKBOARD,
        key=f"{found['who']} {found['time']}",
        people=(Person(ending=found["who"]),),
        file=found["file"] or f"submission{found['end']}",
        original=parts[-1],
        depth=len(parts) - 1,
        at=at,
    )


def _canvas(parts: Sequence[str]) -> Claim | None:
    found = _CANVAS.fullmatch(parts[-1])
    if not found or found["who"] in ("anon", "LATE_anon"):
        return None
    return Claim(
        layout=Layout.CANVAS,
        key=f"{found['who']} {found['user']}",
        people=(_in_canvas(found),),
        file=found["file"],
        original=parts[-1],
        depth=len(parts) - 1,
        late=bool(found["late"]),
    )


def _in_canvas(found: re.Match[str]) -> Person:
    """Say who it is; a name such as `Lee_404` would put a number before theirs."""
    three = re.match(r"\d+_", found["file"])
    return Person(
        name=found["who"],
        number=found["user"],
        or_number=found["number"] if three else "",
    )


def _course(parts: Sequence[str], assignment: str) -> Claim | None:
    if len(parts) < 3 or assignment not in parts[1:-1]:  # noqa: PLR2004 - s/a/file
        return None
    at = parts.index(assignment, 1)
    return Claim(
        layout=Layout.COURSE,
        key=parts[at - 1],
        people=(Person(id=parts[at - 1]),),
        file="/".join(parts[at + 1 :]),
        original=parts[at - 1],
        depth=at - 1,
        assignment=assignment,
    )


def of_manifest(said: Mapping[str, Any], name: str) -> Claim:
    """Read the manifest of a zip that `autograder submit` made."""
    return Claim(
        layout=Layout.SUBMIT,
        key=name,
        people=(Person(id=str(said.get("student") or "")),),
        file=MANIFEST,
        original=name,
        depth=0,
        assignment=str(said.get("assignment") or ""),
    )


def _outermost(pattern: re.Pattern[str], parts: Sequence[str]) -> tuple[int, str]:
    """Find the first folder of a path that has a form."""
    for at, part in enumerate(parts[:-1]):
        if pattern.fullmatch(part):
            return at, part
    return 0, ""


def _moment(text: str, zone: tzinfo) -> datetime | None:
    """Read a moment; None where there is none, or no course can have been then."""
    try:
        read = datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        return None
    return read if read.year in YEARS else None


# ------------------------------------------------------------------ people


class Finder:
    """Finds who on the roster a download speaks of."""

    def __init__(self, roster: Mapping[str, Student] | None) -> None:
        self._people = StudentFinder(roster)

    def find(self, person: Person) -> str:
        """Give a student's id, or raise ValueError with the reason there is none."""
        if person.rivals:
            more = "" if self._people.listed is not None else ": a roster says who"
            raise ValueError(f"{_either(person, person.rivals)}{more}")
        if self._people.listed is None:
            return self._unlisted(person)
        numbered = self._people.find_by_number(person.number)
        if self._people.find_by_number(person.or_number):
            raise ValueError(
                f"whose it is may be said by {person.number} or by {person.or_number}"
            )
        if numbered:
            return numbered.id
        known = [self._people.find_by_id(one) for one in (person.id, person.email)]
        fitting = {one.id for one in known if one}
        if len(fitting) > 1:
            raise ValueError(_either(person, fitting))
        if fitting:
            return fitting.pop()
        if not person.name:
            raise ValueError(f"no `{person.shown}` on the roster")
        return self._named(person)

    def settle_endings(
        self, claims: Mapping[str, Claim], titles: Iterable[str]
    ) -> dict[str, Claim]:
        """Say who is meant where a name only ends in an id, as `Signals_j_berg` does.

        What stands before the id is the assignment's title, the same in all names. So
        it is found first, from all of them: whose id ends a name is then plain, also
        when `j_berg` is on no roster and `berg` is.

        Args:
            claims: of one download, by path.
            titles: what the assignment is called.
        """
        endings = {person.ending for one in claims.values() for person in one.people}
        fits = {one: self._people.find_at_end(one) for one in endings if one}
        title = self._title(fits, {simple_letters(one) for one in titles})
        settled = {
            ending: _settled(ending, {one.id for _, one in fit}, title)
            for ending, fit in fits.items()
        }
        return {
            path: replace(
                claim,
                people=tuple(settled.get(one.ending, one) for one in claim.people),
            )
            for path, claim in claims.items()
        }

    def _title(
        self, fits: Mapping[str, Sequence[tuple[str, Student]]], called: set[str]
    ) -> str:
        """Find what stands before the ids; empty where nothing says so.

        It is what leaves most names an id that is known, and what the assignment is
        called has one voice more in each.
        """
        votes = Counter(title for fit in fits.values() for title, _ in fit)
        for ending in fits:
            places = [at for at, char in enumerate(ending) if char == "_"]
            heads = [ending[:at] for at in places]
            votes.update(one for one in heads if simple_letters(one) in called)
        if not votes:
            return ""
        most = max(votes.values())
        likeliest = sorted(
            (one for one, number in votes.items() if number == most), key=len
        )
        if self._people.listed is not None:
            return likeliest[0]  # the longest id that is known
        is_alone = len(fits) == 1 and len(likeliest) > 1
        return "" if is_alone else likeliest[-1]

    def _unlisted(self, person: Person) -> str:
        if not person.id:
            raise ValueError(f"a roster must say whose id belongs to `{person.shown}`")
        if reason := odd_name(person.id):
            raise ValueError(f"`{person.shown}` cannot be an id: {reason}")
        return person.id

    def _named(self, person: Person) -> str:
        # Whoever has another number in Canvas is another person of this name.
        fitting = [
            one.id
            for one in self._people.find_by_name(person.name)
            if not (person.number and one.canvas_id not in ("", person.number))
        ]
        if len(fitting) > 1 and person.number in fitting:
            return person.number
        if len(fitting) > 1:
            raise ValueError(f"{_either(person, fitting)}: their names are alike")
        if not fitting:
            raise ValueError(f"no `{person.shown}` on the roster")
        return fitting[0]


def _settled(ending: str, ids: set[str], title: str) -> Person:
    """Say whose name it is, given the title, and the ids that may end it."""
    if title and ending.startswith(f"{title}_"):
        return Person(id=ending.removeprefix(f"{title}_"))
    if len(ids) == 1:
        return Person(id=next(iter(ids)))
    return Person(ending=ending, rivals=tuple(sorted(ids)))


def _either(person: Person, ids: Iterable[str]) -> str:
    return f"`{person.shown}` may be any of {', '.join(sorted(ids))}"
