"""What can be said of a submission without running it: its file, origins, Report.

Reading a notebook is safe anywhere: it is parsed as data. So whether a Report still
stands is decided here, without a sandbox, a hidden suite or a reference.
"""

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from importlib import metadata
from itertools import islice
from typing import Literal

from autograder import __version__
from autograder.common.digests import sha256_hex
from autograder.course.course import Assignment
from autograder.grading import scoring
from autograder.model import (
    Answer,
    Exercise,
    Kind,
    Notebook,
    SandboxName,
    StudentCode,
    Verdict,
)
from autograder.report import ExerciseResult, GradedFile, Outcome, Report
from autograder.sandbox.api import CellResult
from autograder.sandbox.host import backends
from autograder.submissions.documents import Document, RedrawnPicture
from autograder.submissions.notebook_json import Unreadable
from autograder.submissions.restored_notebook import (
    RestoredNotebook,
    restore_answers,
    unreadable_code,
)
from autograder.submissions.submission import (
    Submission,
    SubmissionContents,
    open_contents,
)

MAX_ENTRIES = 1000
"""files that students were given: no more are compared with what came back"""
LIBRARIES = ("numpy", "scipy", "matplotlib", "scikit-learn", "ipython")
"""what student code runs with, and what may change what it gives"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingResult:
    """A Report and what a person is shown beside it."""

    report: Report
    notebook: Notebook
    """the notebook as it was graded: the release with the student's answers"""
    cell_results: tuple[CellResult, ...]
    """what each of its code cells gave, in order"""
    beside: Sequence[Document] = ()
    """what was handed in beside it"""
    drawn: Mapping[str, RedrawnPicture] = field(default_factory=dict)
    """pictures of the student's as they may be shown, by their digests"""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """of computing, by exercise, and under "" of the notebook's cells; in no Report,
    since they are never the same twice"""


class ReportBuilder:
    """Reads submissions of one assignment and writes their Reports."""

    def __init__(
        self, assignment: Assignment, *, sandbox: SandboxName = "auto"
    ) -> None:
        self.assignment = assignment
        self._sandbox = sandbox

    def hash_inputs(self, submission: Submission) -> str:
        """Hash all that a Report is a function of; where it is equal, so is the Report.

        Which walls confined the code is no part of it, only whether there were any:
        they decide what code may do to us, not what it gives.
        """
        return self._hash_inputs(self.read_contents(submission))

    def read_contents(self, submission: Submission) -> SubmissionContents:
        """Choose a submission's notebook; from here on nothing is parsed twice."""
        return open_contents(
            submission,
            release=self.assignment.release,
            expected=self._expected_file,
            given=self._given_files,
        )

    def restore_submission(self, submission: Submission) -> RestoredNotebook:
        """Lay a submission's answers into the release; unreadable ones have none."""
        return self.restore_contents(self.read_contents(submission))

    def restore_contents(self, contents: SubmissionContents) -> RestoredNotebook:
        """Do the same where the notebook is chosen."""
        try:
            return restore_answers(
                contents.chosen_notebook(),
                self.assignment.release,
                self.assignment.exercises,
                beside=contents.beside,
            )
        except Unreadable as reason:
            return self._nothing_restored(str(reason))

    def restore_notebook(self, submitted: Notebook) -> RestoredNotebook:
        """Lay a parsed notebook's answers into the release."""
        return restore_answers(
            submitted, self.assignment.release, self.assignment.exercises
        )

    def report_not_graded(self, submission: Submission, reason: str) -> GradingResult:
        """Give the Report of a submission that a fault of ours kept from grading."""
        return self.contents_not_graded(self.read_contents(submission), reason)

    def contents_not_graded(
        self, contents: SubmissionContents, reason: str
    ) -> GradingResult:
        """Do the same where the notebook is chosen."""
        restored = self._restore_whatever(contents)
        return GradingResult(
            report=self.build_report(
                contents,
                restored.code,
                [
                    _not_graded(exercise, restored.code, reason)
                    for exercise in self.assignment.exercises
                ],
            ),
            notebook=restored.notebook,
            cell_results=(),
            beside=contents.beside,
        )

    def build_report(
        self,
        contents: SubmissionContents,
        code: StudentCode,
        results: Sequence[ExerciseResult],
        *,
        tampering: str = "",
    ) -> Report:
        """Sum up what the exercises came to; where it was tampered with, freeze it."""
        submission, chosen = contents.submission, contents.chosen
        score, max_score, extra = scoring.total_points(results)
        if tampering:  # no point of it counts until a person has looked
            score = extra = 0.0
        return Report(
            student=submission.student,
            assignment=self.assignment.name,
            title=self.assignment.title,
            status=_status(results, code, tampering),
            tampering=tampering,
            unreadable=code.unreadable,
            score=score,
            max_score=max_score,
            extra_credit=extra,
            suite=self.assignment.suite_hash,
            sandbox=self.layers,
            grader=__version__,
            versions=library_versions(),
            limits=asdict(self.assignment.limits),
            inputs=self._hash_inputs(contents),
            submission=GradedFile(
                file=chosen.name if chosen else None,
                sha256=contents.sha256,
                submitted_at=submission.submitted_at,
            ),
            notes=(
                *self._file_notes(contents),
                *submission.notes,
                *code.notes,
            ),
            exercises=tuple(results),
        )

    @cached_property
    def layers(self) -> str:
        """Name what confines student code on this machine."""
        return backends.choose_backend(self._sandbox).isolation

    # ------------------------------------------------------------ inside

    def _hash_inputs(self, contents: SubmissionContents) -> str:
        submission = contents.submission
        files = {
            name: sha256_hex(data) for name, data in sorted(submission.files.items())
        }
        remarks = [submission.refused, *submission.notes]
        parts = [files, remarks, submission.submitted_at, *self._shared_inputs]
        parts += [[document.name, document.digest] for document in contents.beside]
        return sha256_hex(json.dumps(parts).encode())

    @cached_property
    def _shared_inputs(self) -> tuple[str | bool, ...]:
        """Give what every Report of a run hangs on. The suite's hash has the limits."""
        return (
            self.assignment.name,
            self.assignment.suite_hash,
            self.assignment.hints_hash,
            self._sandbox == "none",
            __version__,
            library_versions(),
        )

    @cached_property
    def _given_files(self) -> set[str]:
        """Hash the files that students were given beside the notebook."""
        # A picture of ours that comes back with the notebook is nobody's answer.
        folder = self.assignment.release_notebook.parent
        files = islice(folder.rglob("*"), MAX_ENTRIES)
        return {sha256_hex(path.read_bytes()) for path in files if path.is_file()}

    def _restore_whatever(self, contents: SubmissionContents) -> RestoredNotebook:
        """Read a submission, even if reading it is what we cannot."""
        try:
            return self.restore_contents(contents)
        except Exception:  # the fault that is being reported may be one of these
            return self._nothing_restored("the notebook could not be read")

    def _nothing_restored(self, reason: str) -> RestoredNotebook:
        return RestoredNotebook(
            notebook=self.assignment.release,
            code=unreadable_code(reason, self.assignment.exercises),
        )

    @property
    def _expected_file(self) -> str:
        return f"{self.assignment.notebook}.ipynb"

    def _file_notes(self, contents: SubmissionContents) -> tuple[str, ...]:
        """Say which file was graded, where that is not plain."""
        chosen, count = contents.chosen, len(contents.submission.files)
        if chosen is None or (chosen.name == self._expected_file and count == 1):
            return ()
        which = f"`{chosen.name}`"
        if count > 1:
            which = f"{which}, one of {count} notebooks,"
        return (f"{which} was graded as `{self._expected_file}`",)


def known_answer(code: StudentCode, exercise: Exercise) -> Answer | None:
    """Give what was found of an exercise; None when nothing could be read."""
    return None if code.unreadable else code.answers[exercise.name]


@cache
def library_versions() -> str:
    """Name the Python and the libraries that student code runs with."""
    return ", ".join([f"python {platform.python_version()}", *_installed(LIBRARIES)])


def _installed(names: Iterable[str]) -> list[str]:
    found = []
    for name in names:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return found


def _status(
    results: Sequence[ExerciseResult], code: StudentCode, tampering: str
) -> Literal["graded", "not_graded", "suspicious", "unreadable"]:
    if tampering:
        return "suspicious"
    if scoring.status_of(results) == "not_graded" or not code.unreadable:
        return scoring.status_of(results)
    return "unreadable"


def _not_graded(exercise: Exercise, code: StudentCode, reason: str) -> ExerciseResult:
    """Say that our fault kept an exercise open; words wait for a person anyway."""
    if exercise.kind is Kind.WRITTEN:
        return scoring.score_written(exercise, known_answer(code, exercise))
    outcome = Outcome(
        test=exercise.name,
        verdict=Verdict.GRADER_ERROR,
        weight=1.0,
        message=reason,
    )
    return scoring.score_exercise(exercise, [outcome])
