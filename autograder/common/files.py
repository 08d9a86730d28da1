"""Files written whole or not at all; locks that one process holds.

A reader, and a run that goes on after a crash or a power cut, finds a file as it was
or as it became, never a part of it. The kernel lets go of a lock when the process ends,
however it ends, so there are no stale ones.
"""

import contextlib
import ctypes
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.common.errors import MachineError

_ENDING = ".tmp"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def keep_others_from_writing() -> None:
    """Have every file and folder that this process makes closed to others' writing.

    Some accounts have `umask 000`; a Report or a gradebook that anybody can write is
    worth nothing. What the account closes besides stays closed.
    """
    # The only way to read it is to set another.
    os.umask(os.umask(0o022) | 0o002)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file under a temporary name beside it, then rename it into place.

    When this returns, the file is on the disk under its name.

    Raises:
        MachineError: when the disk is full or the folder cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # In the same folder: only within one file system is a rename one step.
        handle, name = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name}.", suffix=_ENDING
        )
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                # First: else a power cut can leave the name, and nothing under it.
                os.fsync(file.fileno())
            # `mkstemp` gives 0600; others, such as TAs, read these files.
            Path(name).chmod(0o644)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise MachineError(
            f"cannot write `{path}`: {error.strerror or error}",
            hint="make space or give write permission, then run the command again",
        ) from error


def swap_folders(first: Path, second: Path) -> None:
    """Let two folders on one disk take each other's place.

    At once, where the system can; else in three steps, as on a network's disk.
    """
    if not _exchange(first, second):
        # A kill between two of these leaves all that there was, under other names.
        aside = first.with_name(f"{first.name}-aside")
        second.rename(aside)
        first.rename(second)
        aside.rename(first)
    _sync_folder(second.parent)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two names in one step; tell whether this system could."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)  # not in every C library
    if rename is None:
        return False
    names = (_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second))
    return bool(rename(*names, _RENAME_EXCHANGE) == 0)


def open_lock(path: Path) -> int:
    """Open a file to be locked; it is made if there is none, and stays."""
    # Over NFS an flock is a lock of bytes, which must be opened for writing.
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def hold_lock(
    handle: int, *, while_busy: Callable[[], None] | None = None
) -> Iterator[None]:
    """Hold the lock of an open file, and close the file at the end.

    Args:
        handle: as by `open_lock`.
        while_busy: called again and again as long as another process holds it: it
            waits a little, or raises. Without it we wait in the kernel.
    """
    try:
        if while_busy is None:
            _lock_file(handle, wait=True)
        else:
            while not _lock_file(handle, wait=False):
                while_busy()
        yield
    finally:
        os.close(handle)


def _lock_file(handle: int, *, wait: bool) -> bool:
    """Take the lock; False when another process has it and we do not wait."""
    import fcntl  # Windows has none, and students import this module there

    kind = fcntl.LOCK_EX
    if not wait:
        kind |= fcntl.LOCK_NB
    try:
        fcntl.flock(handle, kind)
    except BlockingIOError:
        return False
    return True


def remove_leftovers(folder: Path) -> None:
    """Remove what writes left behind that a crash cut off.

    Only for who has the folder for itself: another's write would lose its file.
    """
    for path in folder.glob(f".*{_ENDING}"):
        with contextlib.suppress(OSError):
            path.unlink()


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk: else a later file may get there before it."""
    if not hasattr(os, "O_DIRECTORY"):  # Windows renames in order
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError:  # some network file systems cannot; they rename in order
        pass
    finally:
        os.close(handle)
