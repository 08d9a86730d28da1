"""Grade one submission, on one page.

bytes → restore_answers → Student in a worker → SubmissionGrading, exercise by
exercise: Judge, HiddenSuite, scoring → Report
"""

import json
from collections.abc import Collection
from dataclasses import replace
from functools import cached_property, partial
from types import SimpleNamespace, TracebackType
from typing import Self

from autograder.common.errors import GraderError
from autograder.course import catalogue
from autograder.course.course import Assignment
from autograder.grading import picture_redrawing
from autograder.grading.diagnosis.mistake_finder import MistakeFinder
from autograder.grading.hidden_suite import HiddenSuite
from autograder.grading.judge import Judge
from autograder.grading.public_worker import PublicExamples
from autograder.grading.report_builder import GradingResult, ReportBuilder
from autograder.grading.student import Student
from autograder.grading.submission_grading import SubmissionGrading
from autograder.grading.suite_collection import collect_suite
from autograder.model import Exercise, Kind, Limits, Notebook, SandboxName, StudentCode
from autograder.sandbox.api import Worker
from autograder.sandbox.host.start_sandbox import start_sandbox
from autograder.submissions.documents import RedrawnPicture
from autograder.submissions.notebook import cell_documents, parse_notebook
from autograder.submissions.restored_notebook import RestoredNotebook
from autograder.submissions.submission import Submission, SubmissionContents

PRELOAD = ("matplotlib.pyplot", "sklearn.datasets")
"""what workers have from the start, where the released notebook speaks of it"""


class Grader(ReportBuilder):
    """Grades submissions of one assignment, one after the other.

    Holds what all of them share: the warm zygote, the collected suites, the reference.
    """

    def __init__(
        self, assignment: Assignment, *, sandbox: SandboxName = "auto"
    ) -> None:
        super().__init__(assignment, sandbox=sandbox)
        # It warms up in a process of its own while this one reads the suites.
        self._zygote = start_sandbox(
            preload=_needed_for(assignment),
            limits=assignment.limits,
            sandbox=sandbox,
            ahead=True,
        )
        try:
            self.reference: SimpleNamespace = catalogue.load_reference(assignment)
            self.suite: HiddenSuite = collect_suite(assignment.hidden)
            self.suite.broken |= catalogue.missing_references(assignment)
            self.judge = Judge(
                suite=self.suite,
                reference=self.reference,
                secret=assignment.course.secret(),
                reference_student=lambda: self.reference_student,
                together=assignment.config.together,
            )
            self.exhibits = PublicExamples(
                probes=catalogue.load_probes(assignment),
                pictures=lambda: catalogue.load_pictures(assignment),
                solved_notebook=lambda: self.reference_student,
            )
            self.mistake_finder = MistakeFinder(assignment)
        except BaseException:
            # Ctrl-C, too, must leave no process behind.
            self._zygote.close()
            raise

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
        # Asking for it would make it.
        if "reference_student" in self.__dict__:
            self.reference_student.close()
        self._zygote.close()

    def grade(
        self, work: Submission, *, only: Collection[str] = (), figures: bool = True
    ) -> GradingResult:
        """Grade one submission. Whatever is in it, there is a Report.

        Args:
            work: what was handed in.
            only: names of the exercises to grade; all of them when it is empty.
            figures: make what people look at: pictures of the notebook's own cells,
                probes and curves.
        """
        contents = self.read_contents(work)
        restored = self.restore_contents(contents)
        student = self.open_student(restored.code)
        grading = SubmissionGrading(
            student=student,
            exercises=self.list_exercises(only),
            judge=self.judge,
            exhibits=self.exhibits,
            mistake_finder=self.mistake_finder,
            figures=figures,
        )
        try:
            graded = grading.grade_exercises()
        except GraderError as error:
            return self.contents_not_graded(contents, str(error))
        return GradingResult(
            report=self.build_report(
                contents, restored.code, graded.results, tampering=graded.tampering
            ),
            notebook=restored.notebook,
            cell_results=tuple(student.cell_results),
            beside=contents.beside,
            drawn=self._drawn(contents, restored),
            seconds=graded.seconds,
        )

    def list_exercises(self, only: Collection[str] = ()) -> list[Exercise]:
        """Give the exercises of these names; all of them when there are none."""
        exercises = self.assignment.exercises
        return [each for each in exercises if not only or each.name in only]

    def _drawn(
        self, contents: SubmissionContents, restored: RestoredNotebook
    ) -> dict[str, RedrawnPicture]:
        """Draw the pictures that a person should see."""
        cells = restored.notebook["cells"]
        pasted = [document for cell in cells for document in cell_documents(cell)]
        open_worker = partial(self._zygote.open, Limits())  # not those of exercises
        return picture_redrawing.draw_documents(
            [*pasted, *contents.beside], open_worker
        )

    def open_student(self, code: StudentCode) -> Student:
        """Bring a submission's code to life."""
        return Student(code, self.open_worker, self.assignment.limits)

    def open_student_without_deadline(self, code: StudentCode) -> Student:
        """Do the same, with limits for each cell and call, and none for all of them."""
        return Student(code, self.open_worker, _endless(self.assignment.limits))

    def open_worker(self) -> Worker:
        """Open a worker that no cell was run in yet."""
        return self._zygote.open(self.assignment.limits)

    @cached_property
    def reference_student(self) -> Student:
        """The reference as a submission."""
        answers = catalogue.reference_answers(self.assignment)
        solved = catalogue.make_answered_notebook(self.assignment, answers)
        code = self.restore_notebook(parse_notebook(json.dumps(solved).encode())).code
        # It serves the whole run, so no clock of one submission's runs for it.
        return self.open_student_without_deadline(code)

    @property
    def layers(self) -> str:
        """Name what the zygote confines student code with."""
        return self._zygote.isolation


def _endless(limits: Limits) -> Limits:
    never = float("inf")
    return replace(
        limits, exercise_cpu=never, submission_cpu=never, submission_wall=never
    )


def _needed_for(assignment: Assignment) -> list[str]:
    modules = _spoken_of(assignment.release)
    if any(exercise.kind is Kind.WRITTEN for exercise in assignment.exercises):
        modules += picture_redrawing.PRELOAD
    return modules


def _spoken_of(release: Notebook) -> list[str]:
    """Name the modules of PRELOAD whose packages a notebook's cells name."""
    cells = (cell for cell in release["cells"] if cell["cell_type"] == "code")
    text = "\n".join("".join(cell["source"]) for cell in cells)
    return [name for name in PRELOAD if name.partition(".")[0] in text]
