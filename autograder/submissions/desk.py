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

from autograder import __version__, notebook, scoring
from autograder.courses.course import Assignment
from autograder.digests import sha256_hex
from autograder.documents import Document, Drawn
from autograder.model import Answer, Exercise, Kind, SandboxName, StudentCode, Verdict
from autograder.report import ExerciseResult, Outcome, Report, Submission
from autograder.sandbox import backends
from autograder.sandbox.protocol import CellResult

MAX_ENTRIES = 1000
"""files that students were given: no more are compared with what came back"""
LIBRARIES = ("numpy", "scipy", "matplotlib", "scikit-learn", "ipython")
"""what student code runs with, and what may change what it gives"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One submission as it lies there: bytes by file name."""

    student: str
    files: Mapping[str, bytes]
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
class Graded:
    """A Report and what a person is shown beside it."""

    report: Report
    notebook: notebook.Notebook
    """the notebook as it was graded: the release with the student's answers"""
    cell_results: tuple[CellResult, ...]
    """what each of its code cells gave, in order"""
    beside: Sequence[Document] = ()
    """what was handed in beside it"""
    drawn: Mapping[str, Drawn] = field(default_factory=dict)
    """pictures of the student's as they may be shown, by their digests"""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """of computing, by exercise, and under "" of the notebook's cells; in no Report,
    since they are never the same twice"""


class Desk:
    """Reads submissions of one assignment and writes their Reports."""

    def __init__(
        self, assignment: Assignment, *, sandbox: SandboxName = "auto"
    ) -> None:
        self.assignment = assignment
        self._sandbox = sandbox

    def inputs(self, work: Work) -> str:
        """Hash all that a Report is a function of; where it is equal, so is the Report.

        Which walls confined the code is no part of it, only whether there were any:
        they decide what code may do to us, not what it gives.
        """
        files = {name: sha256_hex(data) for name, data in sorted(work.files.items())}
        said = [work.refused, *work.notes]
        parts = [files, said, work.submitted_at, *self._shared_inputs]
        parts += [[one.name, one.digest] for one in self.beside(work)]
        return sha256_hex(json.dumps(parts).encode())

    def graded_file(self, work: Work) -> str:
        """Give the SHA-256 of the notebook that counts."""
        return sha256_hex(work.files.get(self._chosen(work) or "", b""))

    def read(self, work: Work) -> notebook.Restored:
        """Lay a submission's answers into the release; unreadable ones have none."""
        try:
            return notebook.restore(
                notebook.parse(self._bytes(work)),
                self.assignment.release,
                self.assignment.exercises,
                beside=self.beside(work),
            )
        except notebook.Unreadable as reason:
            return notebook.Restored(
                notebook=self.assignment.release,
                code=notebook.unreadable(str(reason), self.assignment.exercises),
            )

    def _read_whatever(self, work: Work) -> notebook.Restored:
        """Read a submission, even if reading it is what we cannot."""
        try:
            return self.read(work)
        except Exception:
            reason = "the notebook could not be read"
            return notebook.Restored(
                notebook=self.assignment.release,
                code=notebook.unreadable(reason, self.assignment.exercises),
            )

    def beside(self, work: Work) -> tuple[Document, ...]:
        """Give what was handed in beside the notebook that counts, ours left out."""
        chosen = self._chosen(work)
        others = {name: it for name, it in work.files.items() if name != chosen}
        found = [Document(name, it) for name, it in {**work.beside, **others}.items()]
        return tuple(one for one in found if one.digest not in self._released)

    @cached_property
    def _released(self) -> set[str]:
        """Hash the files that students were given beside the notebook."""
        folder = self.assignment.release_notebook.parent
        files = islice(folder.rglob("*"), MAX_ENTRIES)
        return {sha256_hex(one.read_bytes()) for one in files if one.is_file()}

    def restore(self, submitted: notebook.Notebook) -> notebook.Restored:
        """Lay a parsed notebook's answers into the release."""
        return notebook.restore(
            submitted, self.assignment.release, self.assignment.exercises
        )

    def not_graded(self, work: Work, reason: str) -> Graded:
        """Give the Report of a submission that a fault of ours kept from grading."""
        restored = self._read_whatever(work)
        results = [
            scoring.score_written(one, known_answer(restored.code, one))
            if one.kind is Kind.WRITTEN
            else _not_graded(one, reason)
            for one in self.assignment.exercises
        ]
        return Graded(
            report=self.report(work, restored.code, results),
            notebook=restored.notebook,
            cell_results=(),
            beside=self.beside(work),
        )

    def report(
        self,
        work: Work,
        code: StudentCode,
        results: Sequence[ExerciseResult],
        *,
        tampering: str = "",
    ) -> Report:
        """Sum up what the exercises came to; where it was tampered with, freeze it."""
        name = self._chosen(work)
        score, max_score, extra = scoring.totals(results)
        return Report(
            student=work.student,
            assignment=self.assignment.name,
            title=self.assignment.title,
            status=_status(results, code, tampering),
            tampering=tampering,
            unreadable=code.unreadable,
            score=0.0 if tampering else score,
            max_score=max_score,
            extra_credit=0.0 if tampering else extra,
            suite=self.assignment.suite_hash,
            sandbox=self.layers,
            grader=__version__,
            versions=versions(),
            limits=asdict(self.assignment.limits),
            inputs=self.inputs(work),
            submission=Submission(
                file=name,
                sha256=self.graded_file(work),
                submitted_at=work.submitted_at,
            ),
            notes=(
                *self._file_notes(work),
                *work.notes,
                *code.notes,
            ),
            exercises=tuple(results),
        )

    @cached_property
    def layers(self) -> str:
        """Name what confines student code on this machine."""
        return backends.words(backends.choose(self._sandbox))

    @cached_property
    def _shared_inputs(self) -> tuple[str | bool, ...]:
        """Give what every Report of a run hangs on. The suite's hash has the limits."""
        return (
            self.assignment.name,
            self.assignment.suite_hash,
            self.assignment.hints_hash,
            self._sandbox == "none",
            __version__,
            versions(),
        )

    def _chosen(self, work: Work) -> str | None:
        release = self.assignment.release
        return notebook.choose(work.files, release, self._expected_file)

    @property
    def _expected_file(self) -> str:
        return f"{self.assignment.notebook}.ipynb"

    def _file_notes(self, work: Work) -> tuple[str, ...]:
        """Say which file was graded, where that is not plain."""
        chosen = self._chosen(work)
        if chosen is None or (chosen == self._expected_file and len(work.files) == 1):
            return ()
        among = f", one of {len(work.files)} notebooks," if len(work.files) > 1 else ""
        return (f"`{chosen}`{among} was graded as `{self._expected_file}`",)

    def _bytes(self, work: Work) -> bytes:
        name = self._chosen(work)
        if name is None:
            raise notebook.Unreadable(work.refused or "no notebook was handed in")
        return work.files[name]


def known_answer(code: StudentCode, exercise: Exercise) -> Answer | None:
    """Give what was found of an exercise; None when nothing could be read."""
    return None if code.unreadable else code.answers[exercise.name]


@cache
def versions() -> str:
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


def _not_graded(exercise: Exercise, reason: str) -> ExerciseResult:
    outcome = Outcome(
        test=exercise.name,
        verdict=Verdict.GRADER_ERROR,
        weight=1.0,
        message=reason,
    )
    return scoring.score_exercise(exercise, [outcome])
