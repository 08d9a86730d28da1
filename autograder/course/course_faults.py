"""Where an instructor's own file failed: file, line and reason."""

import traceback
from collections.abc import Iterator
from pathlib import Path


def describe_fault(root: Path, path: Path, error: BaseException) -> str:
    """Say in one line why a file of the course cannot be used.

    Args:
        root: the course's folder; what lies outside of it is not named.
        path: the file that was read or imported.
        error: what that raised, perhaps in a file that it imports.
    """
    *_, (place, line) = [(path, 0), *_places(root, error)]
    where = _name_of(root, place)
    if line:
        where += f":{line}"
    # The text of a SyntaxError repeats file and line.
    reason = error.msg if isinstance(error, SyntaxError) else str(error)
    name, said = type(error).__name__, " ".join(reason.split())
    return f"{where}: {name}{said and ': '}{said}"


def _name_of(root: Path, place: Path) -> str:
    if place.is_relative_to(root):
        return str(place.relative_to(root))
    return place.name


def _places(root: Path, error: BaseException) -> Iterator[tuple[Path, int]]:
    """Give the lines of the course that led to an error, the innermost last."""
    # The course's folder can hold an environment with libraries, too.
    own = [root / "solutions", root / "tests"]
    for frame in traceback.extract_tb(error.__traceback__):
        if any(Path(frame.filename).is_relative_to(folder) for folder in own):
            yield Path(frame.filename), frame.lineno or 0
    if isinstance(error, SyntaxError) and error.filename:
        yield Path(error.filename), error.lineno or 0
