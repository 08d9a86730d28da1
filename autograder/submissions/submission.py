"""One submission: its files as bytes, and which of them is the notebook. Pure.

A `Submission` is what was handed in, before anything was parsed: it travels between
processes. `SubmissionContents` is the same with its notebook chosen. The choice parses
every candidate, so it is made once, and what was parsed goes on with it.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from autograder.common.digests import sha256_hex
from autograder.course.source_notebook import grade_id, nbgrader_tags, source_of
from autograder.model import Notebook
from autograder.submissions.documents import Document
from autograder.submissions.notebook import NotebookFile, find_all_definitions
from autograder.submissions.notebook_json import Unreadable

MANIFEST = "manifest.json"
"""what `autograder submit` calls its receipt, beside the notebook in the zip"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one student handed in for one assignment: bytes by file name."""

    student: str
    files: Mapping[str, bytes]
    """what may be the notebook"""
    submitted_at: str | None = None
    """ISO 8601 with its offset"""
    refused: str = ""
    """why there is nothing to grade, in words for the student"""
    notes: tuple[str, ...] = ()
    """what a person should know of what lay there"""
    beside: Mapping[str, bytes] = field(default_factory=dict)
    """what else lay there and may be an answer in words; see `folder.Found`"""
    attempt: int = 0
    """its number, where several attempts of a student are graded; decides nothing"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionContents:
    """A submission with its notebook chosen."""

    submission: Submission
    chosen: NotebookFile | None
    """the notebook that is graded; None when there is none"""
    beside: tuple[Document, ...]
    """what else was handed in, without the files that students were given"""

    @property
    def sha256(self) -> str:
        """Hash the notebook that is graded."""
        if self.chosen is None:
            return sha256_hex(b"")
        return sha256_hex(self.chosen.data)

    def chosen_notebook(self) -> Notebook:
        """Give the notebook that is graded.

        Raises:
            Unreadable: there is none, or it cannot be read.
        """
        if self.chosen is None:
            raise Unreadable(self.submission.refused or "no notebook was handed in")
        if isinstance(self.chosen.content, Unreadable):
            raise self.chosen.content
        return self.chosen.content


def open_contents(
    submission: Submission,
    *,
    release: Notebook,
    expected: str,
    given: AbstractSet[str],
) -> SubmissionContents:
    """Choose a submission's notebook among its files.

    Args:
        submission: what was handed in.
        release: the notebook that students were given.
        expected: what the file should be called.
        given: SHA-256 of the files that students were given beside it.
    """
    candidates = [NotebookFile(name, data) for name, data in submission.files.items()]
    chosen = choose_notebook(candidates, release, expected)
    documents = {name: Document(name, data) for name, data in submission.beside.items()}
    documents |= {file.name: file for file in candidates if file is not chosen}
    return SubmissionContents(
        submission=submission,
        chosen=chosen,
        beside=tuple(file for file in documents.values() if file.digest not in given),
    )


def choose_notebook(
    candidates: Sequence[NotebookFile], release: Notebook, expected: str
) -> NotebookFile | None:
    """Pick, by content, which of a submission's files is the assignment's notebook.

    The one that answers most wins, so that an untouched copy does not; then the one
    with most of the release's `grade_id`s; then the readable one; then the one with
    the `expected` name; then the first by name.
    """
    if len(candidates) == 1:  # and no need to parse it: it may never be graded
        return candidates[0]
    released_ids = _grade_ids(release["cells"])

    def rank(candidate: NotebookFile) -> tuple[int, int, bool, bool, str]:
        name, content = candidate.name, candidate.content
        if isinstance(content, Unreadable):
            return (0, 0, True, name != expected, name)
        known = len(released_ids & _grade_ids(content["cells"]))
        answered = _count_answers(content["cells"], release["cells"])
        return (-answered, -known, False, name != expected, name)

    return min(candidates, key=rank, default=None)


def _count_answers(cells: Sequence[Notebook], release: Sequence[Notebook]) -> int:
    """Count the answer cells with a text of the student's, and functions elsewhere."""
    released = {source_of(cell).strip() for cell in release} | {""}
    answers = {
        grade_id(cell) for cell in release if nbgrader_tags(cell).get("solution")
    }
    own = [cell for cell in cells if cell["source"].strip() not in released]
    tagged = {grade_id(cell) for cell in own}
    defined = {f"{name}_solution" for name in find_all_definitions(own, stubs=False)}
    return len(answers & (tagged | defined))


def _grade_ids(cells: Sequence[Notebook]) -> set[str]:
    return {grade_id(cell) for cell in cells} - {""}
