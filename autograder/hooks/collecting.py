"""Note when work comes in, while nbgrader collects it.

nbgrader_config.py puts these in the place of nbgrader's own for `nbgrader collect`,
formgrader's Collect and `nbgrader zip_collect`. They collect as ever, and leave a
record in `arrival_times` that no file of a submission can contradict. nbgrader imports
this module, so it may import nbgrader; nothing of ours imports it.
"""

import os
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.common.digests import sha256_hex
from autograder.common.text import make_visible
from autograder.course.course import Course
from autograder.course.student_ids import invalid_id_reason
from autograder.submissions import arrival_times
from autograder.submissions.file_owners import foreign_owner
from autograder.submissions.safe_folder import STAMP, read_submission_folder

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # nbgrader's dependencies deprecate each other
    from nbgrader.exchange.default import ExchangeCollect
    from nbgrader.plugins.zipcollect import FileNameCollectorPlugin
    from nbgrader.utils import parse_utc


class Collect(ExchangeCollect):  # type: ignore[misc]  # nbgrader is untyped
    """Collects from the exchange; the moment is the one nbgrader sorts by.

    nbgrader warns of a folder that is not its student's own, and collects it. Every
    student may lay one there in another's name, so such a folder is left out here.
    """

    src_records: list[dict[str, Any]]

    def _sort_by_timestamp(self, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Sort one student's folders, without those that others made up."""
        own = [one for one in records if not self._made_up_by(one)]
        # Where none is left, all of them: `copy_files` says so and copies nothing.
        found: list[dict[str, Any]] = super()._sort_by_timestamp(own or records)
        return found

    def copy_files(self) -> None:
        """Collect what is a student's own."""
        own = []
        for record in self.src_records:
            if owner := self._made_up_by(record):
                what, by = (
                    make_visible(record["filename"], 120),
                    make_visible(owner, 60),
                )
                self.log.warning("skipped `%s`: it is of `%s`", what, by)
            else:
                own.append(record)
        self.src_records = own
        super().copy_files()

    def _made_up_by(self, record: dict[str, Any]) -> str:
        """Name the account of a folder that is not whose it says; else empty."""
        if not self.check_owner:
            return ""
        path = os.path.join(self.inbound_path, record["filename"])
        owner = foreign_owner(os.lstat(path).st_uid)  # a link's, not that of its target
        if owner == record["username"]:
            return ""
        return owner

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy one submission into `submitted/`, and note when it was handed in."""
        super().do_copy(src, dest, log)
        student, name = Path(dest).parts[-2:]
        moment = next(
            record["timestamp"]
            for record in self.src_records
            if os.path.basename(src) == record["filename"]
        )
        # Of what lies there now, and not in the inbox: that may change meanwhile.
        found = read_submission_folder(
            Path(self.coursedir.root) / "submitted", student, name
        )
        _record_arrival(self.coursedir.root, name, student, moment, found.digests)


class ZipCollector(FileNameCollectorPlugin):  # type: ignore[misc]  # as above
    """Collects from a zip of the LMS; the moment is in the file's name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._noted: dict[str, tuple[datetime, dict[str, str]]] = {}

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Say whose file this is; refuse names that cannot be carried safely."""
        found: dict[str, Any] | None = super().collect(submitted_file)
        path = Path(submitted_file)
        if not found or self._refuses(found, path):
            return None
        if found.get("timestamp"):
            self._note_file(found, path)
        return found

    def _refuses(self, found: dict[str, Any], path: Path) -> bool:
        student = str(found.get("student_id", ""))
        reason = invalid_id_reason(student)
        if _file_name(found, path) == STAMP:
            reason = f"it brings a {STAMP}"
        if reason:
            self.log.warning(
                "skipped a file of `%s`: %s", make_visible(student, 80), reason
            )
        return bool(reason)

    def _note_file(self, found: dict[str, Any], path: Path) -> None:
        coursedir = self.parent.coursedir
        student = str(found["student_id"])
        moment = _with_zone(parse_utc(found["timestamp"]))
        # nbgrader asks file by file; a submission came when the last of them did.
        latest, files = self._noted.get(student, (moment, {}))
        if path.suffix == ".ipynb":
            files[_file_name(found, path)] = sha256_hex(path.read_bytes())
        self._noted[student] = max(latest, moment), files
        _record_arrival(
            coursedir.root, coursedir.assignment_id, student, *self._noted[student]
        )


def _file_name(found: dict[str, Any], path: Path) -> str:
    """Give the name under which zip_collect puts a file into the submission."""
    return os.path.splitext(str(found.get("file_id", "")))[0] + path.suffix


def _record_arrival(
    root: str, name: str, student: str, moment: datetime, files: dict[str, str]
) -> None:
    arrival = arrival_times.Arrival(at=_with_zone(moment), files=files)
    arrival_times.record_arrival(Course.find(Path(root)), name, student, arrival)


def _with_zone(moment: datetime) -> datetime:
    """Read a moment as nbgrader means it: UTC without saying so."""
    if moment.tzinfo:
        return moment
    return moment.replace(tzinfo=UTC)
