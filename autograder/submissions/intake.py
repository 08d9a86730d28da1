"""Find what was handed in: the notebooks below `submitted/<student>/<assignment>/`.

What `folder` refuses to read becomes words in the student's Report. Only who has a name
that cannot be carried safely gets none: see `refused`.

When something was handed in is known from `arrivals`. A submission that no collection
of ours brought has the time of its newest notebook, where that is before it was due.
Later says nothing: whoever copies a file, or clones a course, makes it new. Then it is
taken for in time, and told. A `timestamp.txt` is put aside and counts for nothing.
"""

import contextlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from autograder.courses.course import Assignment
from autograder.courses.ids import odd_name
from autograder.courses.lateness import Lateness
from autograder.courses.matching import (
    StudentFinder,
    joined_words,
    simple_letters,
)
from autograder.errors import UserError
from autograder.submissions import arrivals
from autograder.submissions.desk import Work
from autograder.submissions.folder import (
    ASIDE,
    MAX_ENTRIES,
    STAMP,
    Found,
    kind_of,
    look,
    opened,
    read_regular,
    reason_of,
)
from autograder.words import visible

HAND_IN = "hand in the file that ends in .ipynb"

STAMP_NOTE = (
    "the file `timestamp.txt` was ignored: when work came in is known from its "
    "collection, not from a file in it"
)


UNDATED_NOTE = (
    "when this came in is not on record; its file is dated after the due date, as any "
    "copy is, and so it is taken for in time"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CameIn:
    """When a submission came in, as well as we know."""

    at: datetime | None
    """with its offset; None where nothing lies there"""
    on_record: bool = False
    """by a collection, or by a download that had the same files"""
    is_undated: bool = False
    """taken for in time, since nothing says when"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A folder that may be a submission but cannot have a Report."""

    folder: str
    """its name, fit to be shown"""
    reason: str
    is_misplaced: bool = False
    """work is there, and not where it is looked for"""


def students(assignment: Assignment, only: Iterable[str] = ()) -> list[str]:
    """Name the students who handed something in, sorted; `only` narrows it.

    They are called as their folders are. `only` may name them as the roster does.

    Raises:
        UserError: when a student of `only` has no submission, or nobody has one.
    """
    found = dict(_handed_in(assignment))
    finder = assignment.course.student_finder
    wanted: set[str] = set()
    for student in only:
        spelled = finder.list_spellings(student, found)
        if not spelled or found[spelled[0]]:
            _refuse_wanted(assignment, student, found[spelled[0]] if spelled else "")
        wanted.update(spelled)
    accepted = sorted(student for student, reason in found.items() if not reason)
    if not accepted:
        first = next(iter(refused(assignment)), None)
        raise UserError(
            f"no submissions of `{assignment.name}` in submitted/",
            hint=f"rename `{first.folder}`: {first.reason}"
            if first
            else f"each belongs in submitted/<student>/{assignment.name}/",
        )
    return [student for student in accepted if not wanted or student in wanted]


def refused(assignment: Assignment) -> list[Refused]:
    """List the folders that are left out, each with its reason."""
    closed = [
        Refused(folder=visible(student, 80), reason=reason)
        for student, reason in sorted(_handed_in(assignment))
        if reason
    ]
    return [*closed, *_misplaced(assignment)]


def read(assignment: Assignment, student: str) -> Work:
    """Read one student's submission, whatever is there."""
    submitted = assignment.course.submitted
    found = look(submitted, student, assignment.name)
    came = came_in(assignment, student, found)
    work = as_work(student, found, came.at)
    known = came.at if came.on_record else None
    stamped = _settle_stamp(submitted, student, assignment.name, known)
    notes = [*([STAMP_NOTE] if stamped else []), *([UNDATED_NOTE] * came.is_undated)]
    return replace(work, notes=(*work.notes, *notes))


def came_in(assignment: Assignment, student: str, found: Found) -> CameIn:
    """Say when what lies there came in."""
    course, due = assignment.course, assignment.own_due(student)
    arrival = arrivals.recorded(course, assignment.name, student)
    if arrival and arrival.covers(found.files):
        return CameIn(at=arrival.at, on_record=True)
    notes = arrivals.downloaded_notes(course, assignment.name) if found.files else {}
    same = [notes.get(one) for one in found.digests.values()] if notes else []
    known = [one.moment(assignment.due, due) for one in same if one is not None]
    if same and len(known) == len(same):
        return CameIn(at=max(known), on_record=True)
    if not found.newest:
        return CameIn(at=None)
    changed = datetime.fromtimestamp(found.newest, UTC)
    # A copy or a clone is always new: its own time says "in time" and never "late".
    if not Lateness.of(assignment, student, changed).is_late:
        return CameIn(at=changed)
    return CameIn(at=due, is_undated=True)


def as_work(
    student: str, found: Found, came: datetime | None, attempt: int = 0
) -> Work:
    """Make of what was found in a folder what is graded.

    Args:
        student: whose it is.
        found: what lies there.
        came: when it came in; None where nothing says so.
        attempt: its number, where several attempts are graded.
    """
    return Work(
        student=student,
        files=found.files,
        submitted_at=_format_stamp(came),
        refused=_nothing_read(found),
        notes=tuple(found.refused if found.files else found.refused[:-1]),
        beside=found.beside,
        attempt=attempt,
    )


# ------------------------------------------------------------------ who


def _handed_in(assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Give the name of each folder with a submission, and why it is left out."""
    found = list(_lying_there(assignment))
    finder = assignment.course.student_finder
    theirs = _by_student(finder, [name for name, reason in found if not reason])
    for name, reason in found:
        yield name, reason or two_folders(theirs[finder.id_of(name)])


def folders_by_student(
    assignment: Assignment, finder: StudentFinder
) -> Mapping[str, Sequence[str]]:
    """Give the folders of each student who handed something in; more than one is odd.

    A folder may be called by any spelling of the id, or by the login, as `nbgrader
    collect` calls it: all that is named after it keeps its spelling.
    """
    there = [name for name, _ in _lying_there(assignment) if not odd_name(name)]
    return _by_student(finder, there)


def _by_student(finder: StudentFinder, names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        found[finder.id_of(name)].append(name)
    return found


def two_folders(names: Sequence[str]) -> str:
    """Say that several folders are one student's; empty when there is one."""
    if len(names) <= 1:
        return ""
    told = " and ".join(f"`{visible(name, 60)}`" for name in names)
    return f"{told} are one student on the roster: keep one of these folders"


def _lying_there(assignment: Assignment) -> Iterator[tuple[str, str]]:
    root = assignment.course.submitted
    for name in os.listdir(root) if root.is_dir() else ():
        if name.startswith("."):
            continue
        try:
            os.lstat(root / name / assignment.name)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError) as error:
            yield name, f"it cannot be opened: {reason_of(error)}"
            continue
        try:
            reason = odd_name(name) or _not_ours_to_read(root / name, assignment)
        except OSError as error:  # while we looked it was moved, or its disk went
            if kind_of(root / name / assignment.name) == "nothing":
                continue
            reason = f"it cannot be opened: {reason_of(error)}"
        yield name, reason


def _misplaced(assignment: Assignment) -> Iterator[Refused]:
    """List what a person laid into `submitted/`, and not where it is looked for.

    `s001/Signals/`, `s001/signals.ipynb`, `signals/s001/`, `s001.ipynb`: work is there,
    so of its student nobody may say that nothing was handed in.
    """
    where = f"each belongs in submitted/<student>/{assignment.name}/"
    for folder, what in _lying_elsewhere(assignment):
        reason = f"`{visible(what, 60)}` in it: {where}" if what else where
        yield Refused(folder=visible(folder, 80), reason=reason, is_misplaced=True)


def _lying_elsewhere(assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Give what in `submitted/` holds work at another place, and what in it that is."""
    root, wanted = assignment.course.submitted, assignment.name
    others = set(assignment.course.names()) - {wanted}
    for name in sorted(set(_names_in(root)) - others):
        inside = [] if odd_name(name) else _names_in(root, name)
        if wanted in inside:
            continue
        if _is_work(root / name):
            yield name, ""
        elif simple_letters(name) == simple_letters(wanted):
            yield from ((f"{name}/{one}", "") for one in inside)
        else:
            maybe = (
                one
                for one in inside
                if _is_work(root / name / one)
                or (one not in others and simple_letters(wanted) in joined_words(one))
            )
            yield from ((name, one) for one in islice(maybe, 1))


def _is_work(path: Path) -> bool:
    """Tell whether it is a file that may be a submission."""
    return path.suffix.lower() in (".ipynb", ".zip") and kind_of(path) == "a file"


def _names_in(root: Path, *names: str) -> list[str]:
    """Name what lies in a folder, but for what programs hide; nothing if closed."""
    try:
        with opened(root, *names) as folder, os.scandir(folder) as found:
            some = sorted(one.name for one in islice(found, MAX_ENTRIES))
    except OSError:
        return []
    return [name for name in some if not name.startswith((".", "__"))]


def _not_ours_to_read(folder: Path, assignment: Assignment) -> str:
    """Say why a submission is not read at all; empty when it is.

    What this machine does not let us open is no fault of the student's.
    """
    if kind_of(folder) == "a link":
        return "it is a link, and links are not followed"
    inner = folder / assignment.name
    if kind_of(inner) != "a folder":
        return ""
    if not os.access(inner, os.R_OK | os.X_OK) and kind_of(inner) != "nothing":
        return "it cannot be opened: permission denied"
    with os.scandir(inner) as entries:
        some = islice(entries, MAX_ENTRIES)
        closed = [one.name for one in some if _is_closed_notebook(one)]
    if closed:
        return f"`{visible(min(closed), 60)}` cannot be opened: permission denied"
    return ""


def _is_closed_notebook(entry: os.DirEntry[str]) -> bool:
    is_file = ".ipynb" in entry.name and entry.is_file(follow_symlinks=False)
    return is_file and not os.access(entry.path, os.R_OK)


def _refuse_wanted(assignment: Assignment, student: str, reason: str) -> None:
    shown = visible(student, 80)
    if reason:
        raise UserError(
            f"the submission of `{shown}` cannot be graded: {reason}",
            hint=f"rename its folder in submitted/, then grade {assignment.name}",
        )
    raise UserError(
        f"no submission of `{shown}` for `{assignment.name}`",
        hint=f"look into submitted/{shown}/{assignment.name}/",
    )


def _nothing_read(found: Found) -> str:
    if found.files:
        return ""
    if found.refused:
        return found.refused[-1]
    if found.others:
        names = ", ".join(f"`{visible(name, 60)}`" for name in found.others[:3])
        return f"no notebook was handed in, only {names}: {HAND_IN}"
    return f"no notebook was handed in: {HAND_IN}"


# ------------------------------------------------------------------ when


def _format_stamp(came: datetime | None) -> str | None:
    return came.astimezone(UTC).isoformat(timespec="seconds") if came else None


def _settle_stamp(
    submitted: Path, student: str, assignment: str, known: datetime | None
) -> bool:
    """Leave a `timestamp.txt` only where it says what our own record says.

    formgrader believes that file, and a bad one breaks its list of submissions.

    Returns:
        Whether there is one that was put aside, now or earlier.
    """
    with contextlib.suppress(OSError), opened(submitted, student, assignment) as here:
        if kind_of(STAMP, here) != "nothing" and not _says(here, known):
            # A folder of this name, once put aside, cannot be replaced: then both stay.
            os.rename(STAMP, ASIDE, src_dir_fd=here, dst_dir_fd=here)
        if known and kind_of(STAMP, here) == "nothing":
            _write_stamp(here, known)
    with contextlib.suppress(OSError), opened(submitted, student, assignment) as here:
        put_aside = kind_of(ASIDE, here) != "nothing"
        return put_aside or (kind_of(STAMP, here) != "nothing" and not known)
    return False


def _says(folder: int, known: datetime | None) -> bool:
    if known is None:
        return False
    try:
        text = read_regular(STAMP, folder, 200)[0].decode("ascii").strip()
        said = datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except (OSError, ValueError):
        return False
    said = said if said.tzinfo else said.replace(tzinfo=UTC)
    return abs((said - known).total_seconds()) <= 1


def _write_stamp(folder: int, known: datetime) -> None:
    create = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    text = known.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    with os.fdopen(os.open(STAMP, create, 0o644, dir_fd=folder), "w") as file:
        file.write(text)
