"""What in a folder has stopped changing: nothing half written is ever taken.

Theory of operation. Folders are looked at every few seconds, by names, sizes and times
alone, so that it works on any mount. What is the same in two looks is settled. A file
that ends in the middle although it is settled (a stalled copy) is given longer.
"""

import os
import stat
import time
from collections.abc import Collection, Hashable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Generic, TypeVar

from autograder.submissions.safe_folder import ASIDE, STAMP

KeyT = TypeVar("KeyT", bound=Hashable)
LookHash = int
"""a hash of all names, sizes and times below a path"""

PATIENCE = 30.0
"""seconds that a file which ends in the middle is waited for"""
MAX_ENTRIES = 5000
"""files and folders looked at below one path"""
MAX_DEPTH = 20
PARTIAL = (".part", ".partial", ".crdownload", ".filepart", ".download", ".tmp", "~")
"""how names end while a file is still being written"""
_TAIL = 70_000
"""bytes: a zip's last record lies within"""


class StableFiles(Generic[KeyT]):
    """Tells what is as it was in the look before, and has not been taken so yet."""

    def __init__(self) -> None:
        self._last: dict[KeyT, LookHash] = {}
        self._taken: dict[KeyT, LookHash] = {}
        self.arriving = 0
        """how many were new or other than before in the latest look"""

    def look(self, now: Mapping[KeyT, LookHash]) -> list[KeyT]:
        """Give what has settled since it was last taken, in the order of `now`."""
        settled = [key for key, look in now.items() if self._is_settled(key, look)]
        self.arriving = sum(self._last.get(key) != look for key, look in now.items())
        self._last = dict(now)
        # What is gone may come again.
        self._taken = {key: look for key, look in self._taken.items() if key in now}
        return settled

    def take(self, keys: Collection[KeyT]) -> None:
        """Leave these alone until they change."""
        self._taken.update({key: self._last[key] for key in keys})

    def _is_settled(self, key: KeyT, look: LookHash) -> bool:
        return self._last.get(key) == look and self._taken.get(key) != look


def stamp_path(path: Path) -> LookHash | None:
    """LookHash at a file, or at a folder and all below; None where there is nothing.

    No link is followed. Our own stamps and names that begin with a dot do not count.
    """
    found = [
        (str(inner), about.st_ino, *_grown(about))
        for inner, about in islice(_walk(path), MAX_ENTRIES)
    ]
    if not found:
        return None
    return hash(tuple(found))


def is_whole(path: Path, *, patience: float = PATIENCE) -> bool:
    """Tell whether no file there ends in the middle, or the wait for its rest is over.

    Looks at the ends of notebooks and zips; those of all other files say nothing.
    """
    return all(
        _is_whole(inner, patience)
        for inner, about in islice(_walk(path), MAX_ENTRIES)
        if stat.S_ISREG(about.st_mode)
    )


def _walk(path: Path, deep: int = 0) -> Iterator[tuple[Path, os.stat_result]]:
    """Give a path and all below it, by name, through no link."""
    try:
        about = path.lstat()
        is_folder = stat.S_ISDIR(about.st_mode) and deep < MAX_DEPTH
        names = []
        if is_folder:
            names = sorted(os.listdir(path))
    except OSError:  # it went away meanwhile, or is for grading to complain about
        return
    yield path, about
    for name in names:
        if not name.startswith(".") and name not in (STAMP, ASIDE):
            yield from _walk(path / name, deep + 1)


def _grown(about: os.stat_result) -> tuple[int, int]:
    """Give what writing changes; of a folder nothing: its names are told apart."""
    # A folder's own time changes with every stamp that we write into it.
    if stat.S_ISDIR(about.st_mode):
        return -1, -1
    return about.st_size, about.st_mtime_ns


def _is_whole(path: Path, patience: float) -> bool:
    ending = path.suffix.lower()
    if ending not in (".ipynb", ".zip"):
        return not path.name.endswith(PARTIAL) or _is_old(path, patience)
    try:
        tail = _tail(path)
    except OSError:  # what cannot be read is for grading to complain about
        return True
    ends = b"PK\5\6" in tail  # the head of a zip's last record
    if ending == ".ipynb":
        ends = tail.rstrip().endswith(b"}")
    return ends or _is_old(path, patience)


def _is_old(path: Path, patience: float) -> bool:
    try:
        return time.time() - path.lstat().st_mtime > patience
    except OSError:
        return True


def _tail(path: Path) -> bytes:
    """Read a file's end, through no link."""
    # A pipe that somebody laid there would block the look; a link leads elsewhere.
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        file.seek(max(0, os.fstat(handle).st_size - _TAIL))
        return file.read(_TAIL)
