"""Make one file to hand in: the notebook and a manifest, with a receipt.

`NOTEBOOK` becomes `<assignment>-<student>.zip`; nothing is sent anywhere.
"""

import io
import json
import zipfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from autograder import __version__
from autograder.common.digests import sha256_hex
from autograder.common.errors import UserError
from autograder.common.files import write_whole
from autograder.course.student_ids import invalid_id_reason
from autograder.model import Notebook, StudentCode
from autograder.submissions.submission import MANIFEST
from autograder.tools.student import self_check
from autograder.tools.student.expected_values import release_label_of

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""of the times that a zip can say; the same in each, so that it is the same zip"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was packed, as the manifest says it."""

    assignment: str
    student: str
    file: str
    """the notebook's name in the zip"""
    sha256: str
    """of the notebook"""
    packed_at: str
    """ISO 8601 with its offset, by this machine's clock"""
    autograder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInZip:
    """A written zip."""

    path: Path
    sha256: str
    """of the zip"""
    receipt: Receipt


def pack_submission(
    path: Path,
    *,
    student: str,
    assignment: str = "",
    folder: Path = Path(),
    now: datetime | None = None,
) -> HandInZip:
    """Write the zip whole, or not at all.

    Args:
        path: the notebook.
        student: the id that the course knows the student by.
        assignment: which one it must be; empty: the one that the notebook names.
        folder: where the zip goes.
        now: the moment; the present one if None.

    Raises:
        UserError: it is no notebook of that assignment, answer cells are missing, or
            the id cannot be used.
    """
    if reason := invalid_id_reason(student):
        raise UserError(f"the id cannot be used: {reason}", hint="ask your TA for it")
    data = self_check.read_notebook_file(path)
    found = self_check.parse_notebook_file(path, data)
    expected = self_check.require_exercises(path, found)
    name = _assignment(path, found, assignment)
    _refuse_missing(path, self_check.restore_own_answers(path, found, expected))
    receipt = Receipt(
        assignment=name,
        student=student,
        file=f"{name}.ipynb",
        sha256=sha256_hex(data),
        packed_at=(now or datetime.now()).astimezone().isoformat(timespec="seconds"),
        autograder=__version__,
    )
    text = _zipped(
        {receipt.file: data, MANIFEST: json.dumps(asdict(receipt), indent=1).encode()}
    )
    target = folder / f"{name}-{student}.zip"
    write_whole(target, text)
    return HandInZip(path=target, sha256=sha256_hex(text), receipt=receipt)


def _assignment(path: Path, found: Notebook, wanted: str) -> str:
    """Tell which assignment a notebook belongs to."""
    # The label says it; without one, whoever packs, and last the file's own name.
    name = str(release_label_of(found).get("assignment") or wanted or path.stem)
    if wanted and name != wanted:
        raise UserError(
            f"`{path}` is the notebook of `{name}`, not of `{wanted}`",
            hint=f"hand in the notebook of `{wanted}`",
        )
    if invalid_id_reason(name):
        raise UserError(f"`{path}` names no assignment that there could be")
    return name


def _refuse_missing(path: Path, code: StudentCode) -> None:
    """Refuse a notebook in which grading would find no place of an answer.

    Nobody means to hand that in.
    """
    missing = [
        name
        for name, answer in code.answers.items()
        if answer.source is None and not answer.attempted
    ]
    if missing:
        raise UserError(
            f"`{path}` has no answer cell for {', '.join(missing)}",
            hint="copy your other answers into a fresh copy of the notebook: cells "
            "that were deleted are not there to be graded",
        )


def _zipped(files: dict[str, bytes]) -> bytes:
    """Give a zip that hangs on its content alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), data)
    return buffer.getvalue()
