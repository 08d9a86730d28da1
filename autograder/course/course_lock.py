"""One writer at a time: the lock of a course directory.

Theory of operation. Whoever writes Reports, pages or the gradebook holds an flock on
`.autograder/lock` and writes into it who it is. The kernel lets go of an flock when the
process ends, however it ends, so there are no stale locks; the text in the file only
serves the message that another one shows.
"""

import contextlib
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from autograder.common.errors import Busy, MachineError
from autograder.common.files import hold_lock, open_lock
from autograder.course.course import Course

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
    with hold_lock(handle, while_busy=_Queue(handle, wait=wait, say=say)):
        _sign(handle, doing)
        yield
        # Else the text stays, and harms nobody: the lock itself is free.
        os.ftruncate(handle, 0)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        return open_lock(path)
    except OSError as error:
        raise MachineError(
            f"cannot write `{path}`: {error.strerror}",
            hint="give write permission to the course's folder, then try again",
        ) from error


class _Queue:
    """What we do while another process holds the lock."""

    def __init__(self, handle: int, *, wait: bool, say: Callable[[str], None]) -> None:
        self._handle = handle
        self._wait = wait
        self._say = say
        self._has_told = False

    def __call__(self) -> None:
        """Refuse, or wait a little; the first time, say for whom."""
        holder = _holder(self._handle)
        if not self._wait:
            raise Busy(
                f"this course is being written by {holder}",
                hint="run the command again when that has ended, or with --wait now",
            )
        if not self._has_told:
            self._say(f"waiting for {holder}")
            self._has_told = True
        time.sleep(_POLL)


def _sign(handle: int, doing: str) -> None:
    since = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    who = {"doing": doing, "pid": os.getpid(), "host": socket.gethostname()}
    with contextlib.suppress(OSError):  # a full disk: the lock holds all the same
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({**who, "since": since}).encode(), 0)


def _holder(handle: int) -> str:
    try:
        # The holder may be writing its name just now: then it is another process.
        who = json.loads(os.pread(handle, _BYTES, 0))
        since = datetime.fromisoformat(who["since"]).strftime("%H:%M:%S")
        return (
            f"`autograder {who['doing']}` (process {who['pid']} on {who['host']}, "
            f"since {since})"
        )
    except (ValueError, KeyError, TypeError):
        return "another process"
