"""Read one name that a learning system wrote into a download. Pure.

`docs/collect.md` says where each form is documented. The front of a name is the
system's, its end may be a student's: a name is read by the form that is whole first.
`download_layouts` says which names of a path are read at all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from autograder.common.text import make_visible
from autograder.course.moments import YEARS
from autograder.submissions.attempts import BY_HAND
from autograder.submissions.submission import MANIFEST
from autograder.tools.lms.gradescope_metadata import METADATA, GradescopeRecord

Metadata = Mapping[str, Mapping[str, GradescopeRecord | str] | str]
"""what Gradescope says, by the folder where it lies: of each submission, by its name.
A text is the reason that it cannot be read."""


class Layout(StrEnum):
    """Who laid out a download."""

    GRADESCOPE = "Gradescope"
    NBGRADER = "nbgrader's exchange"
    MOODLE = "Moodle"
    CANVAS = "Canvas"
    BRIGHTSPACE = "Brightspace"
    BLACKBOARD = "files named …_ID_attempt_TIME_…"
    COURSE = "a course's submitted/"
    SUBMIT = "autograder submit"
    BY_HAND = BY_HAND


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
    or_names: tuple[str, ...] = ()
    """what the name is if it begins with that of a group and a hyphen"""

    @property
    def shown(self) -> str:
        """What to call them in a message."""
        said = self.id or self.name or self.email or self.number or self.ending
        return make_visible(said, 80)


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
    folder: str = ""
    """the path of that"""
    sender: str = ""
    """who handed it in as the system numbers them, where names say who it is"""
    at: datetime | None = None
    """when it was handed in, with its offset; None where the path does not say"""
    late: bool | None = None
    """None where the system does not say"""
    assignment: str = ""
    """which it is for; empty where the path does not say"""
    is_typed: bool = False
    """it is what was typed into the system, and no file"""
    instead: str = ""
    """what these people handed in instead of a file"""
    refusal: str = ""
    """why the system does not say whose it is, where it is known to hide that"""


# ------------------------------------------------------------------ forms

_CANVAS = re.compile(
    r"(?P<who>.*?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<number>\d+)_(?P<file>.+)",
    re.DOTALL,
)
# What was typed or linked has no number of a file.
_CANVAS_TYPED = re.compile(
    r"(?P<who>.*?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<what>link|text)\.html", re.DOTALL
)
# With anonymous grading Canvas writes `anon_` and letters of its own.
_CANVAS_HIDDEN = re.compile(
    r"(?:LATE_)?anon_\w+?_(?:\d+_.+|link\.html|text\.html)", re.DOTALL
)
_INSTEAD = {"link": "a link, no file", "text": "typed text, no file"}
_MOODLE = re.compile(
    r"(?P<who>[^_]+)(?:_(?P<number>\d+))?_assignsubmission_(?P<plugin>[a-z]+)"
    r"(?:_(?P<file>.*))?",
    re.DOTALL,
)
_MOODLE_HIDDEN = ("participant", "participante", "teilnehmerin", "teilnehmer-in")
"""what Moodle calls everybody: in English, French, Spanish, Portuguese and German"""
MOODLE_HID = "Moodle hid the names: reveal student identities and download again"
_TYPED = "onlinetext"
# An id may hold a `+`, so it is read greedily; an assignment's name holds none.
_EXCHANGE = re.compile(
    r"(?P<id>.+)\+(?P<assignment>[^+]+)"
    r"\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)"
    r"(?: (?P<zone>[^\s+]+))?(?:\+[^+]*)?"
)
_ATTEMPT = re.compile(
    r"(?P<who>.+?_.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|(?P<end>\..+))",
    re.DOTALL,
)
_GRADESCOPE = re.compile(r"submission_\d+")
_DATE = (
    r"(?P<when>(?:[\w.,' ]{0,30}\d{4}[\w.,' ]{0,15}|\d{4}-\d\d-\d\d)"
    r" \d{3,4}(?: ?[AP]M)?)"
)
# A name may hold hyphens, so it is as short as the date behind it allows.
_FRONT = r"(?P<numbers>\d+-\d+) ?- (?P<who>.{1,200}?) ?- "
_BRIGHTSPACE = re.compile(_FRONT + _DATE)
_BRIGHTSPACE_FLAT = re.compile(_FRONT + _DATE + r" ?- (?P<file>.+)", re.DOTALL)
_CLOCK = r",? (?P<hour>\d{1,2})(?P<minute>\d\d)(?: ?(?P<half>[AP])M)?"
_ENGLISH = (
    re.compile(r"(?P<month>[A-Za-z]+) (?P<day>\d{1,2}), (?P<year>\d{4})" + _CLOCK),
    re.compile(r"(?P<day>\d{1,2}) (?P<month>[A-Za-z]+),? (?P<year>\d{4})" + _CLOCK),
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_OWN_FOLDERS = (
    *("source", "release", "assignments", "submitted", "autograded", "feedback"),
    *("solutions", "tests", "reports", "inbound", "outbound", "downloaded"),
)
"""a course's and the exchange's; most have folders called as the assignments, too"""


def read_system_name(
    parts: Sequence[str],
    at: int,
    zone: tzinfo = UTC,
    metadata: Metadata | None = None,
    assignment: str = "",
) -> Claim | None:
    """Read one name of a path; None where no system writes such."""
    if at >= len(parts):
        return None
    # A name with nothing behind it is a file: folders are never listed by themselves.
    name, rest = parts[at], "/".join(parts[at + 1 :])
    if not rest:
        return _moodle(name, "") or _brightspace(name, "", zone) or _flat(name, zone)
    return (
        _moodle(name, rest)
        or _brightspace(name, rest, zone)
        or _gradescope(name, rest, "/".join(parts[:at]), metadata or {})
        or _exchange(name, rest, zone)
        or _course(parts, at, assignment)
    )


def _exchange(name: str, rest: str, zone: tzinfo) -> Claim | None:
    found = _EXCHANGE.fullmatch(name)
    if not found:
        return None
    clock = zone
    if found["zone"] in (None, "UTC"):
        clock = UTC
    return Claim(
        layout=Layout.NBGRADER,
        key=name,
        people=(Person(id=found["id"]),),
        file=rest,
        original=name,
        at=_read_file_time(found["time"], clock),
        assignment=found["assignment"],
    )


def _gradescope(name: str, rest: str, around: str, metadata: Metadata) -> Claim | None:
    if not _GRADESCOPE.fullmatch(name):
        return None
    known, refusal = GradescopeRecord(), ""
    about = _about(name, metadata.get(around))
    if isinstance(about, str):
        refusal = about
    else:
        known = about
    return Claim(
        layout=Layout.GRADESCOPE,
        key=name,
        people=tuple(
            Person(id=submitter.sid, name=submitter.name, email=submitter.email)
            for submitter in known.people
        ),
        file=rest,
        original=name,
        at=known.at,
        refusal=refusal,
    )


def _about(
    name: str, said: Mapping[str, GradescopeRecord | str] | str | None
) -> GradescopeRecord | str:
    """Give what is said of one submission, or why nothing is."""
    if said is None:
        return (
            f"Gradescope says whose it is in {METADATA}, which does not lie beside it"
        )
    if isinstance(said, str):
        return said
    return said.get(name, unclaimed_reason(name, Layout.GRADESCOPE))


def _moodle(name: str, rest: str) -> Claim | None:
    found = _MOODLE.fullmatch(name)
    if not found or not (rest or found["file"]):
        return None
    who = found["who"]
    # A group's name, a hyphen and a member's; either may have hyphens of its own.
    cuts = [who[at + 1 :] for at, char in enumerate(who) if char == "-"]
    shown = {name.rstrip(" 0123456789").casefold() for name in (who, *cuts)}
    refusal = ""
    if not found["number"]:
        refusal = unclaimed_reason(name, Layout.MOODLE)
    if not shown.isdisjoint(_MOODLE_HIDDEN):
        refusal = MOODLE_HID
    return Claim(
        layout=Layout.MOODLE,
        key=f"{who}_{found['number']}",
        people=(Person(name=who, or_names=tuple(cuts)),),
        file=rest or found["file"],
        original=name,
        sender=found["number"] or "",
        is_typed=found["plugin"] == _TYPED,
        refusal=refusal,
    )


def _brightspace(name: str, rest: str, zone: tzinfo) -> Claim | None:
    form = _BRIGHTSPACE_FLAT
    if rest:
        form = _BRIGHTSPACE
    found = form.fullmatch(name)
    if not found:
        return None
    at, refusal = _english(found["when"], zone), ""
    if at is None:
        refusal = (
            f"its date is not in English, `{make_visible(found['when'], 40)}`: set "
            "Brightspace to English and download again"
        )
    return Claim(
        layout=Layout.BRIGHTSPACE,
        key=f"{found['numbers']} {found['when']}",
        people=(Person(name=found["who"]),),
        file=rest or found["file"],
        original=name,
        sender=found["numbers"],
        at=at,
        refusal=refusal,
    )


def _english(told: str, zone: tzinfo) -> datetime | None:
    """Read a date as Brightspace writes it in English: `Mar 1, 2026 1159 PM`."""
    found = _ENGLISH[0].fullmatch(told) or _ENGLISH[1].fullmatch(told)
    if not found:
        return None
    # Three letters, four (`Sept`), or the whole name.
    short = found["month"].casefold()
    months = [
        number
        for number, month in enumerate(_MONTHS, start=1)
        if short in (month, month[:3], month[:4])
    ]
    if not months:
        return None
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + 12 * (found["half"] == "P")
    date = f"{found['year']}-{months[0]:02}-{int(found['day']):02}"
    return _read_file_time(f"{date} {hour:02}:{found['minute']}", zone)


def _flat(name: str, zone: tzinfo) -> Claim | None:
    """Read a file's name, whose end a student chose: what is whole first counts."""
    if _CANVAS_HIDDEN.fullmatch(name):
        reason = "Canvas hid the names: turn off anonymous grading and download again"
        return _hidden(Layout.CANVAS, name, name, reason)
    numbered, timed = _CANVAS.fullmatch(name), _ATTEMPT.fullmatch(name)
    # A student may call a file `x_attempt_2026-…` in Canvas, and `x_1_2_y` elsewhere.
    if numbered and timed and timed.start("time") < numbered.start("number"):
        numbered = None
    if numbered:
        return _canvas(numbered, name)
    return (timed and _attempt(timed, name, zone)) or _canvas_typed(name)


def _canvas(found: re.Match[str], name: str) -> Claim:
    return Claim(
        layout=Layout.CANVAS,
        key=f"{found['who']} {found['user']}",
        people=(_in_canvas(found),),
        file=found["file"],
        original=name,
        sender=found["user"],
        late=bool(found["late"]),
    )


def _in_canvas(found: re.Match[str]) -> Person:
    """Say who it is; a name such as `Lee_404` would put a number before theirs."""
    person = Person(name=found["who"], number=found["user"])
    if re.match(r"\d+_|(?:link|text)\.html", found["file"]):  # three numbers, then
        return replace(person, or_number=found["number"])
    return person


def _canvas_typed(name: str) -> Claim | None:
    found = _CANVAS_TYPED.fullmatch(name)
    if not found:
        return None
    return Claim(
        layout=Layout.CANVAS,
        key=f"{found['who']} {found['user']}",
        people=(Person(name=found["who"], number=found["user"]),),
        file=f"{found['what']}.html",
        original=name,
        late=bool(found["late"]),
        instead=_INSTEAD[found["what"]],
    )


def _attempt(found: re.Match[str], name: str, zone: tzinfo) -> Claim | None:
    date, time = found["time"][:10], found["time"][11:].replace("-", ":")
    at = _read_file_time(f"{date} {time}", zone)
    if at is None:
        return None
    return Claim(
        layout=Layout.BLACKBOARD,
        key=f"{found['who']} {found['time']}",
        people=(Person(ending=found["who"]),),
        file=found["file"] or f"submission{found['end']}",
        original=name,
        at=at,
        is_typed=not found["file"],
    )


def _course(parts: Sequence[str], at: int, assignment: str) -> Claim | None:
    """Read `STUDENT/ASSIGNMENT/…`, in `submitted/` or where that is all there is."""
    if len(parts) < at + 3 or parts[at + 1] != assignment:
        return None
    if at and parts[at - 1] != "submitted":
        return None
    if not at and parts[at] in _OWN_FOLDERS:
        return None
    return Claim(
        layout=Layout.COURSE,
        key=parts[at],
        people=(Person(id=parts[at]),),
        file="/".join(parts[at + 2 :]),
        original=parts[at],
        assignment=assignment,
    )


def _hidden(layout: Layout, name: str, file: str, reason: str) -> Claim:
    """Claim for nobody what a system names without saying whose it is."""
    return Claim(
        layout=layout, key=name, people=(), file=file, original=name, refusal=reason
    )


def claim_by_hand(student: str, name: str) -> Claim:
    """Say what a person says of a file."""
    return Claim(
        layout=Layout.BY_HAND,
        key=student,
        people=(Person(id=student),),
        file=name,
        original=name,
    )


def claim_of_manifest(student: str, assignment: str, name: str) -> Claim:
    """Take what a zip that `autograder submit` made says of itself."""
    return Claim(
        layout=Layout.SUBMIT,
        key=name,
        people=(Person(id=student),),
        file=MANIFEST,
        original=name,
        assignment=assignment,
    )


def _read_file_time(text: str, zone: tzinfo) -> datetime | None:
    """Read a moment; None where there is none, or no course can have been then."""
    try:
        read = datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        return None
    if read.year not in YEARS:
        return None
    return read


def unclaimed_reason(path: str, others: Layout | None) -> str:
    """Say why a path tells nobody."""
    if others is not None:
        return f"its path does not say whose it is, as others from {others} do"
    return "its path does not say whose it is"
