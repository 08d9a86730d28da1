"""Read the course's nbgrader_config.py: the one place that names the gradebook."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from traitlets.config import Config, PyFileConfigLoader

CONFIG = "nbgrader_config.py"
DATABASE_VARIABLE = "AUTOGRADER_DB"


@dataclass(frozen=True, slots=True)
class Database:
    """Where nbgrader keeps grades, and the course they belong to."""

    url: str
    course_id: str

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for any other."""
        kind, _, rest = self.url.partition(":///")
        path = unquote(rest.partition("?")[0])
        if not kind.startswith("sqlite") or not path:
            return None
        return Path(path)


def read_config(folder: Path) -> Any:
    """Read the configuration as nbgrader would; empty when there is none.

    Any, because traitlets' Config has whatever attributes one asks for.
    """
    if not (folder / CONFIG).is_file():
        return Config()
    # It is code of the instructor's, and runs here as it does in nbgrader.
    # By its whole name: traitlets would expand a `$` in a folder that it searches.
    return PyFileConfigLoader(str(folder / CONFIG), path=str(folder)).load_config()


def find_database(folder: Path) -> Database:
    """Give the course's database: configured, from the environment, or a file."""
    configured = read_config(folder).CourseDirectory
    default = os.environ.get(DATABASE_VARIABLE, sqlite_url(folder / "gradebook.db"))
    return Database(
        url=str(configured.get("db_url", default)),
        course_id=str(configured.get("course_id", "default_course")),
    )


def sqlite_url(file: Path) -> str:
    """Name a file so that SQLAlchemy reads no `%20` and no `?` of its path as its own.

    A course's nbgrader_config.py does the same.
    """
    return f"sqlite:///{file}".replace("%", "%25").replace("?", "%3F")
