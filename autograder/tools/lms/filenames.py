"""Give files of students names that any disk takes. Pure."""

import re
import unicodedata
from itertools import chain, count

MAX_FILES = 500
"""files kept of one submission"""
MAX_NAME, MAX_FOLDERS = 100, 3
MAX_ENDING = 13
"""characters of an ending, its dot among them"""

_COPY = re.compile(r"-\d+(?=\.ipynb$)")
_UNFIT = set('<>:"|?*\\')


def fit_name(path: str, notebook: str) -> str:
    """Give a name that any disk takes and that shows as it is."""
    parts = [_fit_part(part) for part in path.split("/") if part]
    kept, deep = parts[:MAX_FOLDERS], "_".join(parts[MAX_FOLDERS:])
    if deep:
        kept.append(_cut(deep))
    name = "/".join(kept)
    # Canvas counts the times that a file of one name was handed in: `sums-2.ipynb`.
    if _COPY.sub("", name) == f"{notebook}.ipynb":
        return f"{notebook}.ipynb"
    return name


def _fit_part(part: str) -> str:
    # macOS takes letters apart: `é` would be two names for one file.
    part = unicodedata.normalize("NFC", part)
    for char in filter(_is_unfit, set(part)):
        part = part.replace(char, "_")
    shown = part.strip(" ")
    # A name with a dot in front is hidden, and `..` leads out.
    return re.sub(r"^\.", "_", _cut(shown)) or "_"


def _cut(name: str) -> str:
    """Shorten a name that no disk takes; its ending stays."""
    stem, suffix = _split_ending(name)
    suffix = suffix[:MAX_ENDING]
    # Disks count bytes, not letters; half a letter is left out.
    stem = stem.encode()[: MAX_NAME - len(suffix.encode())].decode(errors="ignore")
    return f"{stem}{suffix}"


def _split_ending(name: str) -> tuple[str, str]:
    """Split off the ending, with its dot; a name that begins with its dot has none."""
    stem, dot, suffix = name.rpartition(".")
    if not stem:
        return name, ""
    return stem, dot + suffix


def _is_unfit(char: str) -> bool:
    return char in _UNFIT or not char.isprintable()


class DiskNames:
    """Tells the names of a submission's files apart, as any disk does.

    Some disks take `A` and `a` for one; a zip may have a file called as a folder.
    """

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def take(self, name: str) -> str:
        """Give a name that no other file has: this one, or one with a number."""
        if not self._files.isdisjoint(_folders(name.casefold())):
            name = _cut(name.replace("/", "_"))
        stem, suffix = _split_ending(name)
        numbers = (f"{stem} ({number}){suffix}" for number in count(2))
        taken = next(
            free for free in chain([name], numbers) if not self._has(free.casefold())
        )
        self._files.add(taken.casefold())
        self._folders.update(_folders(taken.casefold()))
        return taken

    def _has(self, name: str) -> bool:
        return name in self._files or name in self._folders


def _folders(path: str) -> list[str]:
    """Give the folders that a path leads through."""
    parts = path.split("/")
    return ["/".join(parts[:at]) for at in range(1, len(parts))]
