"""Files written whole or not at all."""

import os
import tempfile
from pathlib import Path

from autograder.errors import MachineError


def write_whole(path: Path, text: str) -> None:
    """Write a file under a temporary name beside it, then rename it into place.

    Raises:
        MachineError: when the disk is full or the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise MachineError(
            f"cannot write `{path}`: {error.strerror or error}",
            hint="make space or give write permission, then run the command again",
        ) from error
