"""One writer at a time: the lock of a course directory.

Theory of operation. Whoever writes Reports, pages or the gradebook holds an flock on
`.autograder/lock` and writes into it who it is. The kernel lets go of an flock when the
process ends, however it ends, so there are no stale locks; the text in the file only
serves the message that another one shows.
"""

import contextlib
import fcntl
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from autograder.courses.course import Course
from autograder.errors import Busy, MachineError

_POLL = 0.2
_BYTES = 1000


@contextmanager
def course_lock(
    course: Course,
    doing: str,
    *,
    wait: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[None]:
    """Keep every other writer out of a course.

    Args:
        course: whose directory it is.
        doing: what for, in the user's words: `grade sums`.
        wait: wait for another one to end, instead of raising.
        say: hears once whom we wait for.

    Raises:
        Busy: another process holds the lock; the message says which.
        MachineError: the course's folder cannot be written.
    """
    handle = _open(course.root / ".autograder" / "lock")
    try:
        _take(handle, wait=wait, say=say)
        _sign(handle, doing)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        # Over NFS an flock is a lock of bytes, which must be opened for writing.
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise MachineError(
            f"cannot write `{path}`: {error.strerror}",
            hint="give write permission to the course's folder, then try again",
        ) from error


def _take(handle: int, *, wait: bool, say: Callable[[str], None]) -> None:
    told = False
    while not _taken(handle):
        holder = _holder(handle)
        if not wait:
            raise Busy(
                f"this course is being written by {holder}",
                hint="run the command again when that has ended, or with --wait now",
            )
        if not told:
            say(f"waiting for {holder}")
            told = True
        time.sleep(_POLL)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(handle: int, doing: str) -> None:
    since = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    who = {"doing": doing, "pid": os.getpid(), "host": socket.gethostname()}
    with contextlib.suppress(OSError):  # a full disk: the lock holds all the same
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({**who, "since": since}).encode(), 0)


def _holder(handle: int) -> str:
    try:
        who = json.loads(os.pread(handle, _BYTES, 0))
        since = datetime.fromisoformat(who["since"]).strftime("%H:%M:%S")
        return (
            f"`autograder {who['doing']}` (process {who['pid']} on {who['host']}, "
            f"since {since})"
        )
    except (ValueError, KeyError, TypeError):
        return "another process"
