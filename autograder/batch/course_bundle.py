"""What another machine needs to grade an assignment, as one file named by its hash.

It holds the release, the solutions, the hidden suites and the course's secret, and
nothing of students: no submission, no Report, no gradebook, no configuration that could
hold a password. Where it is unpacked, only its owner may look.
"""

import io
import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.common.digests import sha256_hex
from autograder.common.errors import GraderError
from autograder.common.files import hold_lock, open_lock
from autograder.course.course import Assignment

_DAYS = 7 * 24 * 3600.0
"""how long an unused bundle stays unpacked"""
_LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}


def pack_bundle(assignment: Assignment) -> bytes:
    """Give the bundle; the same course gives the same bytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz", preset=1) as tar:
        for path in sorted(_files(assignment)):
            name = str(path.relative_to(assignment.course.root))
            # Without times and owners: the same files give the same hash.
            entry = tarfile.TarInfo(name)
            data = path.read_bytes()
            entry.size, entry.mode = len(data), 0o600
            tar.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def bundle_name(data: bytes) -> str:
    """Name a bundle by its hash."""
    return sha256_hex(data)


def unpack_bundle(name: str, fetch: Callable[[], bytes]) -> Path:
    """Give the folder where a bundle is unpacked; fetch it if this machine has not.

    However many processes ask at once, one of them fetches.

    Raises:
        GraderError: what was fetched is another bundle.
    """
    cache = _cache()
    folder = cache / name
    with hold_lock(open_lock(cache / f"{name}.lock")):
        if not folder.is_dir():
            _remove_old(cache)
            _unpack(fetch(), name, folder)
        os.utime(folder)  # it is in use: `_remove_old` goes by this
    return folder


def _files(assignment: Assignment) -> Iterator[Path]:
    root, name = assignment.course.root, assignment.name
    assignment.course.secret()
    yield root / ".autograder" / "secret"
    yield root / "source" / name / "assignment.yaml"
    yield assignment.release_notebook
    for folder in (root / "solutions", root / "tests" / "hidden"):
        for path in folder.rglob("*"):
            if path.is_file() and not _LEFT_OUT & set(path.parts):
                yield path


def _unpack(data: bytes, name: str, folder: Path) -> None:
    if bundle_name(data) != name:
        raise GraderError("the bundle of the course is not the one that was asked for")
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".unpacking-"))
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            tar.extractall(made, filter="data")  # nothing of it may lead outside
        made.rename(folder)  # whole under its name, or not there
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _cache() -> Path:
    """Give our folder of this user and machine; refuse one that others may enter."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    cache = Path(base) / "autograder" / "bundles"
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    about = cache.lstat()  # of a link itself: somebody else may have put it there
    if about.st_uid != os.getuid():
        raise GraderError(f"`{cache}` belongs to somebody else")
    cache.chmod(0o700)
    return cache


def _remove_old(cache: Path) -> None:
    for folder in cache.iterdir():
        if folder.is_dir() and time.time() - folder.stat().st_mtime > _DAYS:
            shutil.rmtree(folder, ignore_errors=True)
