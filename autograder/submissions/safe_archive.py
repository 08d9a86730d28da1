"""Zips and folders of other people's making, read without harm.

Theory of operation. Nothing is ever unpacked onto the disk: names are checked, and each
file is read into memory when it is asked for. Paths that lead out, links, encrypted and
swollen entries are left out, each with its reason. A `ReadBudget` bounds what is read
of a submission and of the zips inside it, so that no archive is a bomb; in a download
each has its own (`SharedReadBudget`), so that nobody uses up another's. What is written
is the same bytes for the same content.
"""

import io
import os
import re
import stat
import struct
import unicodedata
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import partial
from itertools import islice
from pathlib import Path

from autograder.common.errors import UserError
from autograder.common.text import make_visible
from autograder.submissions.notebook_json import MAX_FILE
from autograder.submissions.safe_folder import (
    kind_of,
    open_nested_folder,
    read_regular,
    reason_of,
)

MAX_ENTRIES, MAX_STRAYS = 5_000, 50_000
"""files listed of one submission; of all that is in a download and nobody's"""
MAX_TOTAL = 256 << 20
"""bytes read of one submission"""
MAX_RATIO, SMALL = 200, 1 << 20
"""a larger entry may shrink no better than this"""
SMALL_ARCHIVE = MAX_FILE
"""and neither may all entries of a zip together, if they come to more"""
MAX_PATH, MAX_DEPTH = 1000, 16
MAX_DIRECTORY, MAX_INNER_DIRECTORY = 64 << 20, 1 << 20
"""bytes of a zip's list of names; zipfile keeps some ten times that in memory"""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_END, _END_BYTES, _COMMENT = b"PK\x05\x06", 22, 0xFFFF
_LOCATOR, _LOCATOR_BYTES = b"PK\x06\x07", 20
_END64, _END64_BYTES = b"PK\x06\x06", 56
_UTF8 = 0x800
_ENCRYPTED = 0x1 | 0x40 | 0x2000
"""a password; strong encryption; a list of names that is encrypted too"""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""the others can take gigabytes or hours for a few bytes"""
_METHOD_NAMES = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz"}
_UNIX_TIME = 0x5455
_COPIES = ".ipynb_checkpoints"
_CLUTTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", _COPIES}
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFile:
    """One file of a source."""

    path: str
    """where it is in the source: names between slashes, none of them `..`"""
    when: datetime | None
    """its time, with an offset"""
    read: Callable[[], bytes]
    """gives its content; raises ValueError with the reason it cannot"""


@dataclass(slots=True)
class ReadBudget:
    """What may still be read of a submission."""

    total: int = MAX_TOTAL
    entries: int = MAX_ENTRIES
    spent: str = f"more than {MAX_TOTAL >> 20} MB in all"
    """the reason that nothing more is read"""

    def take(self, size: int) -> None:
        """Use some of it up, or raise ValueError."""
        if size > self.total:
            raise ValueError(self.spent)
        self.total -= size

    def of_archive(self, size: int) -> "ReadBudget":
        """Give what may be read of a zip of this size, which is used up beside this."""
        room = max(SMALL_ARCHIVE, MAX_RATIO * size)
        return ReadBudget(total=room, spent="the zip swells when it is unpacked")

    def count(self, path: str) -> bool:
        """Tell whether one more file may be listed; raise ValueError at the first not.

        Of a million names too many a person need hear once.
        """
        self.entries -= 1
        if self.entries == -1:
            raise ValueError("there are too many files: this one and more are left out")
        return self.entries >= 0


class SharedReadBudget(ReadBudget):
    """What may be listed of a download: each submission has a share of its own.

    The bytes are bounded file by file, and where a submission is read by its Budget.
    """

    def __init__(
        self,
        submission_of: Callable[[str], str],
        *,
        entries: int = MAX_ENTRIES,
        strays: int = MAX_STRAYS,
    ) -> None:
        """Make room for each submission, and for what is nobody's.

        Args:
            submission_of: gives by a path whose it is; empty where it is nobody's.
            entries: files of a submission.
            strays: files that are nobody's.
        """
        super().__init__(entries=entries)
        self._submission_of = submission_of
        self._shares = {"": ReadBudget(entries=strays)}

    def take(self, size: int) -> None:
        """Let everybody read a file."""

    def of_archive(self, size: int) -> ReadBudget:
        """Let everybody read a zip that holds many submissions."""
        return self

    def count(self, path: str) -> bool:
        """Count a file as one of its submission's."""
        new = ReadBudget(entries=self.entries)
        return self._shares.setdefault(self._submission_of(path), new).count(path)


@dataclass(slots=True)
class ArchiveSource:
    """A zip or folder: what can be read of it, and what cannot."""

    entries: list[ArchiveFile] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    """path, fit to be shown, and reason"""
    copies: list[str] = field(default_factory=list)
    """paths of what Jupyter saved beside a notebook, and of folders of that"""
    is_folder: bool = False
    owners: dict[str, int] = field(default_factory=dict)
    """of a folder on this machine: who owns each folder in it, by its path"""


@contextmanager
def open_source(
    path: Path, zone: tzinfo, budget: ReadBudget
) -> Iterator[ArchiveSource]:
    """Open a zip or a folder.

    Args:
        path: either.
        zone: where the clock stood that a zip's times without an offset are on.
        budget: what may be read; `SharedReadBudget` where it holds many submissions.

    Raises:
        UserError: it is neither.
    """
    if path.is_dir():
        yield _of_folder(path, budget)
        return
    hint = "give the zip that was downloaded, or a folder"
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise UserError(f"`{path}` cannot be read: it is {kind_of(path)}", hint=hint)
    try:
        file = path.open("rb")
    except OSError as error:
        raise UserError(
            f"`{path}` cannot be read: {reason_of(error)}", hint=hint
        ) from None
    with file:
        try:
            found = _of_zip(file, zone, (budget,), MAX_DIRECTORY)
        except ValueError as reason:
            raise UserError(f"`{path}` cannot be read: {reason}", hint=hint) from None
        yield found


def single_file(path: Path, budget: ReadBudget) -> ArchiveSource:
    """Give one file as a source.

    Raises:
        UserError: there is none.
    """
    found = ArchiveSource()
    _list_file(found, path.absolute().parent, (), path.name, budget)
    if not found.entries:
        raise UserError(f"`{path}` cannot be read: {found.refused[0][1]}")
    return found


def read_inner_zip(data: bytes, zone: tzinfo, budget: ReadBudget) -> ArchiveSource:
    """Open a zip that lay in a source; raises ValueError when it is none."""
    budgets = (budget, budget.of_archive(len(data)))
    return _of_zip(io.BytesIO(data), zone, budgets, MAX_INNER_DIRECTORY)


def zip_files(files: Mapping[str, bytes], *, programs: tuple[str, ...] = ()) -> bytes:
    """Give a zip that depends on its content alone; `programs` may be executed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = 3  # Unix, wherever this runs
            mode = 0o644
            if name in programs:
                mode = 0o755
            entry.external_attr = (stat.S_IFREG | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return buffer.getvalue()


# ------------------------------------------------------------------ folders


def _of_folder(root: Path, budget: ReadBudget) -> ArchiveSource:
    """List a folder, what lies on top first: nothing that is deep pushes it out."""
    found = ArchiveSource(is_folder=True)
    waiting: deque[tuple[str, ...]] = deque([()])
    while waiting:
        parts = waiting.popleft()
        try:
            names = _names(found, root, parts)
        except OSError as error:
            found.refused.append((make_visible("/".join(parts), 200), reason_of(error)))
            continue
        for name, kind in names:
            path = "/".join((*parts, name))
            if _is_clutter(path):
                found.copies += _copies(path)
            elif kind != "a folder":
                _list_file(found, root, parts, name, budget)
            elif len(parts) < MAX_DEPTH:
                waiting.append((*parts, name))
            else:
                found.refused.append((make_visible(path, 200), "it lies too deep"))
    return found


def _names(
    found: ArchiveSource, root: Path, parts: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Give what lies in one folder, with its kind; note who owns the folder."""
    with open_nested_folder(root, *parts) as folder, os.scandir(folder) as names:
        found.owners["/".join(parts)] = os.fstat(folder).st_uid
        some = islice(names, MAX_STRAYS)
        return sorted((entry.name, kind_of(entry.name, folder)) for entry in some)


def _list_file(
    found: ArchiveSource,
    root: Path,
    parts: tuple[str, ...],
    name: str,
    budget: ReadBudget,
) -> None:
    path = "/".join((*parts, name))
    try:
        if not budget.count(path):
            return
        entry = ArchiveFile(
            path=_clean(path),
            when=_changed(root / path),
            read=partial(_read_file, root, parts, name, budget),
        )
    except (ValueError, OSError) as reason:
        found.refused.append((make_visible(path, 200), str(reason)))
    else:
        found.entries.append(entry)


def _changed(path: Path) -> datetime:
    about = os.lstat(path)
    if not stat.S_ISREG(about.st_mode):
        raise ValueError(f"it is {kind_of(path)}, not a file")
    return datetime.fromtimestamp(about.st_mtime, UTC)


def _read_file(
    root: Path, parts: tuple[str, ...], name: str, budget: ReadBudget
) -> bytes:
    try:
        with open_nested_folder(root, *parts) as folder:
            data, _ = read_regular(name, folder, MAX_FILE)
    except OSError as error:
        raise ValueError(f"it cannot be read: {reason_of(error)}") from None
    budget.take(len(data))
    return data


# ------------------------------------------------------------------ zips


def _of_zip(
    file: io.BufferedIOBase, zone: tzinfo, budgets: Sequence[ReadBudget], most: int
) -> ArchiveSource:
    _refuse_endless(file, most)
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise ValueError("it is not a whole zip") from None
    except Exception as error:  # of zipfile's: nobody has a list of what it raises
        name = type(error).__name__
        raise ValueError(f"it cannot be read as a zip: {name}") from None
    found = ArchiveSource()
    seen: set[str] = set()
    for info in archive.infolist():
        name = _decoded(info).replace("\\", "/")
        if name.endswith("/") and not info.file_size:
            continue  # a folder, whichever way its slash leans
        if _is_clutter(name):
            found.copies += _copies(name)
            continue
        try:
            if not budgets[0].count(name):
                continue
            path = _clean(name)
            _refuse_odd(info, twice=path in seen)
        except ValueError as reason:
            found.refused.append((make_visible(name, 200), str(reason)))
            continue
        seen.add(path)
        when = _time(info, zone)
        read = partial(_read_entry, archive, info, budgets)
        found.entries.append(ArchiveFile(path=path, when=when, read=read))
    return found


def _refuse_endless(file: io.BufferedIOBase, most: int) -> None:
    """Refuse a list of names that would fill the memory, before it is read."""
    # zipfile reads the whole list and makes an object of each name: a few megabytes
    # of list take gigabytes of memory. Its size stands in the zip's last bytes.
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_BYTES - _COMMENT - _LOCATOR_BYTES - _END64_BYTES))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise ValueError("it is not a whole zip")
    (directory,) = struct.unpack_from("<I", tail, at + 12)
    # zipfile believes a record in 64 bits where there is one, and so must we.
    if tail[max(0, at - _LOCATOR_BYTES) : at].startswith(_LOCATOR):
        directory = _size_in_zip64(tail[: at - _LOCATOR_BYTES])
    if directory > most:
        raise ValueError("it lists too many files")
    file.seek(0)


def _size_in_zip64(before: bytes) -> int:
    """Read how large a list of names is where a zip says so in 64 bits.

    Programs that write into a pipe end small zips in this way, too.
    """
    end = before[-_END64_BYTES:]
    if len(end) < _END64_BYTES or not end.startswith(_END64):
        raise ValueError("it is not a whole zip")
    return int(struct.unpack_from("<Q", end, 40)[0])


def _decoded(info: zipfile.ZipInfo) -> str:
    """Give an entry's name: many write UTF-8 without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        try:
            # zipfile took the bytes for cp437, as the format says: take that back.
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return unicodedata.normalize("NFC", name)  # macOS writes an `é` as two signs


def _refuse_odd(info: zipfile.ZipInfo, *, twice: bool) -> None:
    if twice:
        raise ValueError("a file of this name is in the zip already")
    mode = info.external_attr >> 16  # 0 where the zip is not from Unix
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise ValueError("it is a link or a device, not a file")
    if info.flag_bits & _ENCRYPTED:
        raise ValueError("it is encrypted")
    if info.compress_type not in _METHODS:
        method = _METHOD_NAMES.get(info.compress_type, f"method {info.compress_type}")
        raise ValueError(f"it is packed with {method}: zip it in the usual way")
    if info.file_size > MAX_FILE:
        raise ValueError(f"it is larger than {MAX_FILE >> 20} MB")
    if info.filename.lower().endswith(".ipynb"):
        return  # a loop that prints arrays shrinks to a thousandth
    packed = max(1, info.compress_size)
    if info.file_size > SMALL and info.file_size / packed > MAX_RATIO:
        raise ValueError("it swells when it is unpacked")


def _read_entry(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budgets: Sequence[ReadBudget]
) -> bytes:
    # Before it is read, and by what the zip says: read() below gives no more than that.
    for budget in budgets:
        budget.take(info.file_size)
    try:
        with archive.open(info) as file:
            return file.read(info.file_size)  # which checks the sum at the end
    except Exception:  # of zipfile's and zlib's, as above
        raise ValueError("it is damaged") from None


def _time(info: zipfile.ZipInfo, zone: tzinfo) -> datetime | None:
    """Give an entry's time: in UTC where the zip says so, else on the zone's clock."""
    extra = info.extra
    while len(extra) >= 4:  # noqa: PLR2004 - a header of 4 bytes
        kind, size = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNIX_TIME and len(body) >= 5 and body[0] & 1:  # noqa: PLR2004
            return datetime.fromtimestamp(struct.unpack_from("<i", body, 1)[0], UTC)
    if info.date_time == _EARLIEST:  # nobody wrote one
        return None
    try:
        return datetime(*info.date_time, tzinfo=zone)
    except ValueError:
        return None


# ------------------------------------------------------------------ both


def _is_clutter(path: str) -> bool:
    """Tell what operating systems leave behind, which is nobody's work."""
    parts = path.replace("\\", "/").split("/")
    return bool(_CLUTTER & set(parts)) or parts[-1].startswith("._")


def _copies(path: str) -> list[str]:
    """Give a path again if that is of what Jupyter saved beside a notebook."""
    parts = path.replace("\\", "/").split("/")
    if _COPIES not in parts or "__MACOSX" in parts:
        return []
    return ["/".join(parts)]


def _clean(name: str) -> str:
    """Give a path that stays where it is, or raise ValueError."""
    parts = name.replace("\\", "/").split("/")
    if not parts[0] or _DRIVE.match(name) or ".." in parts:  # `/etc`, `C:`, `../`
        raise ValueError("its path leads out of where it is")
    kept = [part for part in parts if part not in ("", ".")]
    if len(name) > MAX_PATH or len(kept) > MAX_DEPTH or not kept:
        raise ValueError("its path is too long")
    return "/".join(kept)
