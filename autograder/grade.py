"""Grade one submission, on one page.

bytes → notebook.restore → Student in a worker → Suite, exercise by exercise
→ scoring → Report
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import SimpleNamespace, TracebackType
from typing import Self

from autograder import __version__, catalogue, notebook, scoring
from autograder.course import Assignment
from autograder.errors import GraderError
from autograder.judge import Judge, is_wrong
from autograder.model import Exercise, Kind, SandboxName, StudentCode, Verdict
from autograder.probe import ProbeFunction, draw_picture, run_probe
from autograder.report import ExerciseResult, Figure, Outcome, Probe, Report, Submission
from autograder.sandbox import Zygote
from autograder.sandbox.protocol import CellResult
from autograder.student import Student
from autograder.suite import ExerciseRun, Suite, collect

PRELOAD = ("matplotlib.pyplot", "sklearn.datasets")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One submission as it lies there: bytes by file name."""

    student: str
    files: Mapping[str, bytes]
    submitted_at: str | None = None
    """ISO 8601 with its offset"""
    refused: str = ""
    """why files that lie there were not read, in words for the student"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A Report and what a person is shown beside it."""

    report: Report
    notebook: notebook.Notebook
    """the notebook as it was graded: the release with the student's answers"""
    cell_results: tuple[CellResult, ...]
    """what each of its code cells gave, in order"""


class Grader:
    """Grades submissions of one assignment, one after the other.

    Holds what all of them share: the warm zygote, the collected suites, the reference.
    """

    def __init__(
        self, assignment: Assignment, *, sandbox: SandboxName = "auto"
    ) -> None:
        self.assignment = assignment
        self.reference: SimpleNamespace = catalogue.reference(assignment)
        self.probes: dict[str, ProbeFunction] = catalogue.probes(assignment)
        self.pictures = catalogue.pictures(assignment)
        self.suite: Suite = collect(assignment.hidden)
        self._secret = assignment.course.secret()
        self._zygote = Zygote(
            preload=PRELOAD, limits=assignment.limits, sandbox=sandbox
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and every worker."""
        if "honest" in self.__dict__:
            self.honest.close()
        self._zygote.close()

    def fingerprint(self, work: Work) -> tuple[str | None, ...]:
        """Give what a Report depends on; equal fingerprints mean an equal Report."""
        name = self._chosen(work)
        return (
            _sha256(work.files.get(name or "", b"")),
            self.assignment.suite_hash,
            self._layers,
            __version__,
            work.submitted_at,
        )

    def grade(
        self, work: Work, *, only: Collection[str] = (), figures: bool = True
    ) -> Graded:
        """Grade one submission. Whatever is in it, there is a Report.

        Args:
            work: what was handed in.
            only: names of the exercises to grade; all of them when it is empty.
            figures: draw the pictures of the notebook's own cells for people.
        """
        restored = self.read(work)
        student = self.student(restored.code)
        wanted = [
            one for one in self.assignment.exercises if not only or one.name in only
        ]
        try:
            if not student.code.unreadable:
                student.run(figures=figures)
            results = self._exercises(wanted, student)
        except GraderError as error:
            return self.not_graded(work, str(error))
        finally:
            student.close()
        return Graded(
            report=self._report(work, restored.code, results),
            notebook=restored.notebook,
            cell_results=tuple(student.cell_results),
        )

    def not_graded(self, work: Work, reason: str) -> Graded:
        """Give the Report of a submission that a fault of ours kept from grading."""
        restored = self.read(work)
        results = [_not_graded(one, reason) for one in self.assignment.exercises]
        return Graded(
            report=self._report(work, restored.code, results),
            notebook=restored.notebook,
            cell_results=(),
        )

    def read(self, work: Work) -> notebook.Restored:
        """Lay a submission's answers into the release; unreadable ones have none."""
        try:
            return self._restore(notebook.parse(self._bytes(work)))
        except notebook.Unreadable as reason:
            return notebook.Restored(
                notebook=self.assignment.release,
                code=notebook.unreadable(str(reason), self.assignment.exercises),
            )

    def student(self, code: StudentCode) -> Student:
        """Bring a submission's code to life."""
        return Student(code, self._zygote.open, self.assignment.limits)

    @cached_property
    def _judge(self) -> Judge:
        return Judge(
            suite=self.suite,
            reference=self.reference,
            secret=self._secret,
            honest=lambda: self.honest,
            together=self.assignment.config.together,
        )

    @cached_property
    def honest(self) -> Student:
        """The reference as a submission."""
        answers = catalogue.reference_answers(self.assignment)
        solved = catalogue.submission(self.assignment, answers)
        code = self._restore(notebook.parse(json.dumps(solved).encode())).code
        # It serves the whole run, so no clock of one submission's runs for it.
        limits = replace(self.assignment.limits, submission_wall=float("inf"))
        return Student(code, self._zygote.open, limits)

    # -------------------------------------------------------------- the steps

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

    def _restore(self, submitted: notebook.Notebook) -> notebook.Restored:
        return notebook.restore(
            submitted, self.assignment.release, self.assignment.exercises
        )

    def _exercises(
        self, exercises: Sequence[Exercise], student: Student
    ) -> list[ExerciseResult]:
        """Grade in order; what is wrong is known to the exercises behind it."""
        results: list[ExerciseResult] = []
        for exercise in exercises:
            wrong = [one for one in results if is_wrong(one)]
            results.append(self._exercise(exercise, student, wrong))
        return results

    def _exercise(
        self, exercise: Exercise, student: Student, wrong: Sequence[ExerciseResult]
    ) -> ExerciseResult:
        answer = student.code.answers[exercise.name]
        notes = [answer.note] if answer.note and not student.code.unreadable else []
        if exercise.kind is Kind.WRITTEN:
            notes += [] if answer.attempted else ["left blank"]
            return scoring.score_exercise(exercise, [], notes=notes)
        run, replaced = self._judge.best_run(exercise, student, wrong)
        if replaced:
            names = ", ".join(f"`{name}`" for name in replaced)
            notes.append(f"judged with right versions of {names}: yours cost once")
        return scoring.score_exercise(
            exercise,
            run.outcomes,
            notes=notes,
            probe=self._probe(exercise, run, student),
            figures=run.figures or self._figures(exercise, run, student),
        )

    def _probe(
        self, exercise: Exercise, run: ExerciseRun, student: Student
    ) -> Probe | None:
        """Show a public call where points were lost and the function answers.

        Not of a plot: it draws the student's own functions, not the reference's.
        """
        probe = self.probes.get(exercise.name)
        lost = run.saw(Verdict.WRONG, Verdict.RAISED)
        if probe is None or exercise.kind is Kind.PLOT or not lost:
            return None
        return run_probe(probe, student, self.reference)

    def _figures(
        self, exercise: Exercise, run: ExerciseRun, student: Student
    ) -> list[Figure]:
        """Draw the student's function where its values are wrong."""
        picture = self.pictures.get(exercise.name)
        if picture is None or not run.saw(Verdict.WRONG):
            return []
        return draw_picture(picture, student, self.reference)

    def _report(
        self,
        work: Work,
        code: StudentCode,
        results: list[ExerciseResult],
    ) -> Report:
        name = self._chosen(work)
        score, max_score, extra = scoring.totals(results)
        return Report(
            student=work.student,
            assignment=self.assignment.name,
            title=self.assignment.title,
            status=scoring.status_of(results),
            score=score,
            max_score=max_score,
            extra_credit=extra,
            suite=self.assignment.suite_hash,
            sandbox=self._layers,
            grader=__version__,
            submission=Submission(
                file=name,
                sha256=_sha256(work.files.get(name or "", b"")),
                submitted_at=work.submitted_at,
            ),
            notes=(
                *([code.unreadable] if code.unreadable else []),
                *self._file_notes(work),
                *code.notes,
            ),
            exercises=tuple(results),
        )

    @property
    def _layers(self) -> str:
        return self._zygote.layers


def _not_graded(exercise: Exercise, reason: str) -> ExerciseResult:
    outcome = Outcome(
        test=exercise.name,
        verdict=Verdict.GRADER_ERROR,
        weight=1.0,
        message=reason,
    )
    written = exercise.kind is Kind.WRITTEN
    return scoring.score_exercise(exercise, [] if written else [outcome])


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
