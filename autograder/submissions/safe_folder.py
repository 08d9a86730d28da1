"""Read a folder that a student filled: odd names, links, pipes.

Theory of operation. Folders are opened one inside the other and files inside those,
none of them through a link, so a path means what it says even while somebody changes
it. What a thing is gets asked before it is opened, and again once it is; only regular
files of a sane size are read, a bounded number of them, a few folders deep. What is
refused becomes words for the student.
"""

import contextlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from autograder.common.digests import sha256_by_name
from autograder.common.text import make_visible
from autograder.submissions.documents import MAX_DOCUMENT
from autograder.submissions.notebook_json import MAX_FILE

MAX_FILES = 50
MAX_ENTRIES = 2000
"""names looked at in one folder"""
MAX_BESIDE = 20
"""documents read beside the notebooks; of others only the names are known"""
MAX_DEPTH = 3
"""folders looked into below the submission's own"""

STAMP = "timestamp.txt"
"""where nbgrader keeps when a submission was collected"""
ASIDE = "timestamp.txt.ignored"
"""what we call one that is not the collection's"""

_NO_ANSWERS = (
    *(".pyc", ".csv", ".tsv", ".npz", ".npy", ".pkl", ".pt", ".h5", ".mat"),
    *(".json", ".yml", ".yaml", ".toml", ".cfg", ".lock", ".log", ".parquet", ".bin"),
)
"""how names of data end: they answer nothing, in words or in code"""

# O_NOFOLLOW: the last step of a path may be a link by the time it is opened.
# O_NONBLOCK: opening a pipe that nobody writes to would never come back.
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
_KINDS = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


@dataclass(slots=True)
class FolderContents:
    """What was found in one submission's folder."""

    files: dict[str, bytes] = field(default_factory=dict)
    """notebooks by their path in the folder, fit to be shown"""
    newest: float = 0.0
    refused: list[str] = field(default_factory=list)
    """what was not read, and why, in words for the student"""
    others: list[str] = field(default_factory=list)
    """names of files that are no notebooks"""
    beside: dict[str, bytes] = field(default_factory=dict)
    """those of them that may be an answer: photos, scans, texts; empty if not read"""

    @property
    def digests(self) -> dict[str, str]:
        """Hash each notebook."""
        return sha256_by_name(self.files)


def read_submission_folder(
    submitted: Path, student: str, assignment: str
) -> FolderContents:
    """Read the notebooks in one submission's folder, following no link."""
    found = FolderContents()
    try:
        with open_nested_folder(submitted, student, assignment) as folder:
            _look(found, folder, "")
    except OSError as error:
        what = kind_of(submitted / student / assignment)
        if what in ("a folder", "nothing"):
            what = reason_of(error)
        found.refused.append(f"the folder `{assignment}` was not opened: it is {what}")
    if not found.files and found.others:
        with (
            contextlib.suppress(OSError),
            open_nested_folder(submitted, student, assignment) as folder,
        ):
            _look_inside_others(found, folder)
    return found


@contextlib.contextmanager
def open_nested_folder(submitted: Path, *names: str) -> Iterator[int]:
    """Open a folder inside others, none of them through a link.

    `submitted/` itself is the course's: it may be a link to where there is space.
    """
    handle = os.open(submitted, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in names:
            inner = os.open(name, _FOLDER, dir_fd=handle)
            os.close(handle)
            handle = inner
        yield handle
    finally:
        os.close(handle)


def _look(found: FolderContents, folder: int, inside: str) -> None:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in islice(entries, MAX_ENTRIES))
    for name in names:
        if name.startswith((".", "__MACOSX")):  # `.ipynb_checkpoints`, `._sums.ipynb`
            continue
        kind = kind_of(name, folder)
        if kind == "a folder":
            _look_below(found, folder, name, inside)
        elif ".ipynb" in name.lower():  # also `sums.ipynb.txt` and `sums.ipynb (1)`
            _take(found, folder, name, inside)
        elif name not in (STAMP, ASIDE):
            _take_beside(found, folder, name, inside)
            if not inside:
                found.others.append(name)


def _look_below(found: FolderContents, folder: int, name: str, inside: str) -> None:
    if inside.count("/") >= MAX_DEPTH:
        return
    with contextlib.suppress(OSError):  # gone meanwhile, or closed to us
        handle = os.open(name, _FOLDER, dir_fd=folder)
        try:
            _look(found, handle, f"{inside}{name}/")
        finally:
            os.close(handle)


def _look_inside_others(found: FolderContents, folder: int) -> None:
    """Where nothing is called a notebook, take what is one by its content."""
    for name in found.others[:MAX_FILES]:
        with contextlib.suppress(OSError, ValueError):
            data, _ = read_regular(name, folder, MAX_FILE)
            if b'"cells"' in data or b'"worksheets"' in data:
                found.beside.pop(make_visible(name, 200), None)
                _take(found, folder, name, "")


def _take(found: FolderContents, folder: int, name: str, inside: str) -> None:
    shown = _unused(make_visible(f"{inside}{name}", 200), found.files)
    if len(found.files) >= MAX_FILES:
        found.refused.append(f"`{shown}` was not read: there are too many notebooks")
        return
    room = MAX_FILE - sum(map(len, found.files.values()))
    try:
        found.files[shown], changed = read_regular(name, folder, room)
        found.newest = max(found.newest, changed)
    except ValueError as reason:
        found.refused.append(f"`{shown}` was not read: {reason}")
    except OSError as error:
        found.refused.append(f"`{shown}` could not be read: {reason_of(error)}")


def _take_beside(found: FolderContents, folder: int, name: str, inside: str) -> None:
    """Take a file that may be an answer; one that cannot be read may be one too."""
    if name.lower().endswith(_NO_ANSWERS) or kind_of(name, folder) != "a file":
        return
    shown = _unused(make_visible(f"{inside}{name}", 200), found.beside)
    if len(found.beside) >= MAX_FILES:
        return
    found.beside[shown] = b""  # that it is there is known even if it is not read
    if sum(map(bool, found.beside.values())) < MAX_BESIDE:
        with contextlib.suppress(OSError, ValueError):
            found.beside[shown], _ = read_regular(name, folder, MAX_DOCUMENT)


def read_regular(name: str, folder: int, room: int) -> tuple[bytes, float]:
    """Read a regular file; anything else is refused without being opened.

    Returns:
        Its bytes, and when it was last changed: by its own time, or when it came to
        lie here if that is earlier, since the former can be set to anything.
    """
    kind = kind_of(name, folder)
    if kind != "a file":
        raise ValueError(f"it is {kind}, not a file")
    with os.fdopen(os.open(name, _FILE, dir_fd=folder), "rb") as file:
        # Asked again of what was opened: it may have been exchanged since.
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise ValueError("it is not a file any more")
        if about.st_size > room:
            raise ValueError(
                f"notebooks may be {MAX_FILE >> 20} MB together: clear all outputs in "
                "Jupyter, save it and hand it in again"
            )
        # Bounded: it may grow while it is read.
        return file.read(room), max(0.0, min(about.st_mtime, about.st_ctime))


def kind_of(path: str | Path, folder: int | None = None) -> str:
    """Say what lies there, links not followed: `a file`, `a pipe`, `nothing`."""
    try:
        mode = os.stat(path, dir_fd=folder, follow_symlinks=False).st_mode
    except OSError:
        return "nothing"
    if stat.S_ISREG(mode):
        return "a file"
    kinds = (words for is_kind, words in _KINDS if is_kind(mode))
    return next(kinds, "a device")


def is_gone(path: Path) -> bool:
    """Tell whether no folder lies there; one that may not be looked at is not gone."""
    try:
        return not stat.S_ISDIR(path.stat().st_mode)
    except PermissionError:
        return False
    except OSError:
        return True


def _unused(name: str, taken: Mapping[str, bytes]) -> str:
    """Tell names apart that look the same once they can be shown."""
    numbers = (f"{name} ({number})" for number in range(2, MAX_FILES + 2))
    return next(unused for unused in (name, *numbers) if unused not in taken)


def reason_of(error: Exception) -> str:
    """Give the system's reason, to follow a colon."""
    # Without one it is a ValueError: a null byte, which no name can have.
    reason = getattr(error, "strerror", None) or "its name is not one"
    return reason[:1].lower() + reason[1:]
