"""Find what was handed in: the notebooks below `submitted/<student>/<assignment>/`.

What `safe_folder` refuses to read becomes words in the student's Report. Only who has a
name that cannot be carried safely gets none: see `refused_folders`.

When something was handed in is known from `arrival_times`. A submission that no
collection of ours brought has the time of its newest notebook, where that is before it
was due. Later says nothing: whoever copies a file, or clones a course, makes it new.
Then it is taken for in time, and told. A `timestamp.txt` is put aside and counts for
nothing.
"""

import contextlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from autograder.common.errors import UserError
from autograder.common.text import make_visible
from autograder.course.course import Assignment
from autograder.course.lateness import Lateness
from autograder.course.student_finder import StudentFinder, joined_words, simple_letters
from autograder.course.student_ids import invalid_id_reason
from autograder.submissions import arrival_times
from autograder.submissions.safe_folder import (
    ASIDE,
    MAX_ENTRIES,
    STAMP,
    FolderContents,
    kind_of,
    open_nested_folder,
    read_regular,
    read_submission_folder,
    reason_of,
)
from autograder.submissions.submission import Submission

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
class ArrivalTime:
    """When a submission came in, as well as we know."""

    at: datetime | None
    """with its offset; None where nothing lies there"""
    on_record: bool = False
    """by a collection, or by a download that had the same files"""
    is_undated: bool = False
    """taken for in time, since nothing says when"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFolder:
    """A folder that may be a submission but cannot have a Report."""

    folder: str
    """its name, fit to be shown"""
    reason: str
    is_misplaced: bool = False
    """work is there, and not where it is looked for"""


def submitting_students(assignment: Assignment, only: Iterable[str] = ()) -> list[str]:
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
        if not spelled:
            raise _not_there(assignment, student)
        if reason := found[spelled[0]]:
            raise _not_gradable(assignment, student, reason)
        wanted.update(spelled)
    accepted = sorted(student for student, reason in found.items() if not reason)
    if not accepted:
        raise _nothing_accepted(assignment)
    return [student for student in accepted if not wanted or student in wanted]


def refused_folders(assignment: Assignment) -> list[RefusedFolder]:
    """List the folders that are left out, each with its reason."""
    closed = [
        RefusedFolder(folder=make_visible(student, 80), reason=reason)
        for student, reason in sorted(_handed_in(assignment))
        if reason
    ]
    return [*closed, *_misplaced(assignment)]


def read_submission(assignment: Assignment, student: str) -> Submission:
    """Read one student's submission, whatever is there."""
    submitted = assignment.course.submitted
    found = read_submission_folder(submitted, student, assignment.name)
    came = arrival_time_of(assignment, student, found)
    work = submission_of_folder(student, found, came.at)
    notes = list(work.notes)
    if _settle_stamp(submitted, student, assignment.name, came):
        notes.append(STAMP_NOTE)
    if came.is_undated:
        notes.append(UNDATED_NOTE)
    return replace(work, notes=tuple(notes))


def arrival_time_of(
    assignment: Assignment, student: str, found: FolderContents
) -> ArrivalTime:
    """Say when what lies there came in."""
    course, due = assignment.course, assignment.own_due(student)
    arrival = arrival_times.read_arrival(course, assignment.name, student)
    if arrival and arrival.covers(found.files):
        return ArrivalTime(at=arrival.at, on_record=True)
    if downloaded := _when_downloaded(assignment, student, found):
        return ArrivalTime(at=downloaded, on_record=True)
    if not found.newest:
        return ArrivalTime(at=None)
    changed = datetime.fromtimestamp(found.newest, UTC)
    # A copy or a clone is always new: its own time says "in time" and never "late".
    if not Lateness.of(assignment, student, changed).is_late:
        return ArrivalTime(at=changed)
    return ArrivalTime(at=due, is_undated=True)


def _when_downloaded(
    assignment: Assignment, student: str, found: FolderContents
) -> datetime | None:
    """Say when the files came in by a download; None if one was in no download."""
    if not found.files:
        return None
    notes = arrival_times.read_download_notes(assignment.course, assignment.name)
    known = [notes[sha256] for sha256 in found.digests.values() if sha256 in notes]
    if len(known) < len(found.files):
        return None
    own_due = assignment.own_due(student)
    return max(note.moment(assignment.due, own_due) for note in known)


def submission_of_folder(
    student: str, found: FolderContents, came: datetime | None, attempt: int = 0
) -> Submission:
    """Make of what was found in a folder what is graded.

    Args:
        student: whose it is.
        found: what lies there.
        came: when it came in; None where nothing says so.
        attempt: its number, where several attempts are graded.
    """
    notes = found.refused
    if not found.files:
        notes = notes[:-1]  # the last one is the reason in `refused_folders`
    return Submission(
        student=student,
        files=found.files,
        submitted_at=_format_stamp(came),
        refused=_nothing_read(found),
        notes=tuple(notes),
        beside=found.beside,
        attempt=attempt,
    )


# ------------------------------------------------------------------ who


def _handed_in(assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Give the name of each folder with a submission, and why it is left out."""
    found = list(_lying_there(assignment))
    finder = assignment.course.student_finder
    readable = [name for name, reason in found if not reason]
    folders = _group_by_student(finder, readable)
    for name, reason in found:
        yield name, reason or two_folders(folders[finder.id_of(name)])


def folders_by_student(
    assignment: Assignment, finder: StudentFinder
) -> Mapping[str, Sequence[str]]:
    """Give the folders of each student who handed something in; more than one is odd.

    A folder may be called by any spelling of the id, or by the login, as `nbgrader
    collect` calls it: all that is named after it keeps its spelling.
    """
    there = [
        name for name, _ in _lying_there(assignment) if not invalid_id_reason(name)
    ]
    return _group_by_student(finder, there)


def _group_by_student(
    finder: StudentFinder, names: Iterable[str]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        found[finder.id_of(name)].append(name)
    return found


def two_folders(names: Sequence[str]) -> str:
    """Say that several folders are one student's; empty when there is one."""
    if len(names) <= 1:
        return ""
    both = " and ".join(f"`{make_visible(name, 60)}`" for name in names)
    return f"{both} are one student on the roster: keep one of these folders"


def _lying_there(assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Give each folder that is named as a submission's, and why it is not read."""
    root = assignment.course.submitted
    if not root.is_dir():
        return
    for name in os.listdir(root):
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
            reason = invalid_id_reason(name) or _not_ours_to_read(
                root / name, assignment
            )
        except OSError as error:  # while we looked it was moved, or its disk went
            if kind_of(root / name / assignment.name) == "nothing":
                continue
            reason = f"it cannot be opened: {reason_of(error)}"
        yield name, reason


def _misplaced(assignment: Assignment) -> Iterator[RefusedFolder]:
    """List what a person laid into `submitted/`, and not where it is looked for.

    `s001/Signals/`, `s001/signals.ipynb`, `signals/s001/`, `s001.ipynb`: work is there,
    so of its student nobody may say that nothing was handed in.
    """
    where = f"each belongs in submitted/<student>/{assignment.name}/"
    for folder, what in _lying_elsewhere(assignment):
        reason = where
        if what:
            reason = f"`{make_visible(what, 60)}` in it: {where}"
        yield RefusedFolder(
            folder=make_visible(folder, 80), reason=reason, is_misplaced=True
        )


def _lying_elsewhere(assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Give what in `submitted/` holds work at another place, and what in it that is."""
    root, wanted = assignment.course.submitted, assignment.name
    others = set(assignment.course.names()) - {wanted}
    for name in sorted(set(_names_in(root)) - others):
        inside: list[str] = []
        if not invalid_id_reason(name):
            inside = _names_in(root, name)
        if wanted in inside:
            continue
        if _is_work(root / name):
            yield name, ""
        elif simple_letters(name) == simple_letters(wanted):
            yield from ((f"{name}/{inner}", "") for inner in inside)
        else:
            maybe = (
                inner
                for inner in inside
                if _is_work(root / name / inner)
                or (
                    inner not in others
                    and simple_letters(wanted) in joined_words(inner)
                )
            )
            # One of them is enough to tell a person to look.
            yield from ((name, inner) for inner in islice(maybe, 1))


def _is_work(path: Path) -> bool:
    """Tell whether it is a file that may be a submission."""
    return path.suffix.lower() in (".ipynb", ".zip") and kind_of(path) == "a file"


def _names_in(root: Path, *names: str) -> list[str]:
    """Name what lies in a folder, but for what programs hide; nothing if closed."""
    try:
        with open_nested_folder(root, *names) as folder, os.scandir(folder) as found:
            some = sorted(entry.name for entry in islice(found, MAX_ENTRIES))
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
    # access() says no, too, of what is gone since; that is no question of rights.
    if not os.access(inner, os.R_OK | os.X_OK) and kind_of(inner) != "nothing":
        return "it cannot be opened: permission denied"
    with os.scandir(inner) as entries:
        some = islice(entries, MAX_ENTRIES)
        closed = [entry.name for entry in some if _is_closed_notebook(entry)]
    if closed:
        return f"`{make_visible(min(closed), 60)}` cannot be opened: permission denied"
    return ""


def _is_closed_notebook(entry: os.DirEntry[str]) -> bool:
    is_file = ".ipynb" in entry.name and entry.is_file(follow_symlinks=False)
    return is_file and not os.access(entry.path, os.R_OK)


def _not_gradable(assignment: Assignment, student: str, reason: str) -> UserError:
    return UserError(
        f"the submission of `{make_visible(student, 80)}` cannot be graded: {reason}",
        hint=f"rename its folder in submitted/, then grade {assignment.name}",
    )


def _not_there(assignment: Assignment, student: str) -> UserError:
    shown = make_visible(student, 80)
    return UserError(
        f"no submission of `{shown}` for `{assignment.name}`",
        hint=f"look into submitted/{shown}/{assignment.name}/",
    )


def _nothing_accepted(assignment: Assignment) -> UserError:
    hint = f"each belongs in submitted/<student>/{assignment.name}/"
    if left_out := refused_folders(assignment):
        hint = f"rename `{left_out[0].folder}`: {left_out[0].reason}"
    return UserError(f"no submissions of `{assignment.name}` in submitted/", hint=hint)


def _nothing_read(found: FolderContents) -> str:
    if found.files:
        return ""
    if found.refused:
        return found.refused[-1]
    if found.others:
        names = ", ".join(f"`{make_visible(name, 60)}`" for name in found.others[:3])
        return f"no notebook was handed in, only {names}: {HAND_IN}"
    return f"no notebook was handed in: {HAND_IN}"


# ------------------------------------------------------------------ when


def _format_stamp(came: datetime | None) -> str | None:
    return came.astimezone(UTC).isoformat(timespec="seconds") if came else None


def _settle_stamp(
    submitted: Path, student: str, assignment: str, came: ArrivalTime
) -> bool:
    """Leave a `timestamp.txt` only where it says what our own record says.

    formgrader believes that file, and a bad one breaks its list of submissions.

    Returns:
        Whether there is one that was put aside, now or earlier.
    """
    known: datetime | None = None
    if came.on_record:
        known = came.at
    with (
        contextlib.suppress(OSError),
        open_nested_folder(submitted, student, assignment) as folder,
    ):
        if kind_of(STAMP, folder) != "nothing" and not _is_stamped(folder, known):
            # A folder of this name, once put aside, cannot be replaced: then both stay.
            os.rename(STAMP, ASIDE, src_dir_fd=folder, dst_dir_fd=folder)
        if known and kind_of(STAMP, folder) == "nothing":
            _write_stamp(folder, known)
    with (
        contextlib.suppress(OSError),
        open_nested_folder(submitted, student, assignment) as folder,
    ):
        put_aside = kind_of(ASIDE, folder) != "nothing"
        # One that still lies there could not be put aside; it counts as little.
        return put_aside or (kind_of(STAMP, folder) != "nothing" and not known)
    return False


def _is_stamped(folder: int, known: datetime | None) -> bool:
    if known is None:
        return False
    try:
        text = read_regular(STAMP, folder, 200)[0].decode("ascii").strip()
        stamped = datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except (OSError, ValueError):
        return False
    if stamped.tzinfo is None:  # nbgrader writes UTC, whether it says so or not
        stamped = stamped.replace(tzinfo=UTC)
    return abs((stamped - known).total_seconds()) <= 1


def _write_stamp(folder: int, known: datetime) -> None:
    # O_EXCL, O_NOFOLLOW: what a student laid there meanwhile is not written through.
    create = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    text = known.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    with os.fdopen(os.open(STAMP, create, 0o644, dir_fd=folder), "w") as file:
        file.write(text)
