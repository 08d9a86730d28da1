"""Grade one submission, on one page.

bytes → restore_answers → Student in a worker → Suite, exercise by exercise
→ scoring → Report
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property, partial
from types import SimpleNamespace, TracebackType
from typing import Self

from autograder import scoring, words
from autograder.courses import catalogue
from autograder.courses.course import Assignment
from autograder.documents import Drawn
from autograder.errors import GraderError
from autograder.grading import redraw
from autograder.grading.canary import Canary
from autograder.grading.judge import Judge, is_diagnosable, is_wrong
from autograder.grading.probe import ProbeFunction
from autograder.grading.public import Exhibits, PublicCalls
from autograder.grading.suite import Suite, collect
from autograder.likeness import Signatures, Trace, likest, likest_text, pattern
from autograder.model import (
    Exercise,
    Kind,
    Limits,
    Notebook,
    SandboxName,
    StudentCode,
)
from autograder.notebook import cell_documents, parse_notebook
from autograder.report import (
    Diagnosis,
    ExerciseResult,
)
from autograder.sandbox.protocol import Worker
from autograder.sandbox.start_sandbox import start_sandbox
from autograder.student import Student
from autograder.submissions.desk import GradingResult, ReportBuilder, known_answer
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
            self.reference: SimpleNamespace = catalogue.reference(assignment)
            self.probes: dict[str, ProbeFunction] = catalogue.probes(assignment)
            self.suite: Suite = collect(assignment.hidden)
            self.suite.broken |= catalogue.missing_references(assignment)
            self._secret = assignment.course.secret()
            self._exhibits = Exhibits(self.probes, lambda: self.pictures)
        except BaseException:
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
        if "honest" in self.__dict__:
            self.honest.close()
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
        student = self.student(restored.code)
        wanted = [
            one for one in self.assignment.exercises if not only or one.name in only
        ]
        judge = self.judge
        canary = Canary(judge.bench(student, judge.secret), wanted)
        public = PublicCalls(student, judge, self._exhibits, shown=figures)
        seconds: dict[str, float] = {}
        try:
            if not student.code.unreadable:
                student.pictures = self._pictures if figures else {}
                student.run(figures=figures)
            seconds[""] = student.used
            results = self._exercises(wanted, student, canary, seconds, public)
        except GraderError as error:
            return self.contents_not_graded(contents, str(error))
        finally:
            student.close()
            public.close()
        return GradingResult(
            report=self.build_report(
                contents, restored.code, results, tampering=canary.tampering
            ),
            notebook=restored.notebook,
            cell_results=tuple(student.cell_results),
            beside=contents.beside,
            drawn=self._drawn(contents, restored),
            seconds=seconds,
        )

    def _drawn(
        self, contents: SubmissionContents, restored: RestoredNotebook
    ) -> dict[str, Drawn]:
        """Draw the pictures that a person should see."""
        cells = restored.notebook["cells"]
        pasted = [one for cell in cells for one in cell_documents(cell)]
        open_worker = partial(self._zygote.open, Limits())  # not those of exercises
        return redraw.draw_documents([*pasted, *contents.beside], open_worker)

    def student(self, code: StudentCode) -> Student:
        """Bring a submission's code to life."""
        return Student(code, self.open_worker, self.limits)

    def open_worker(self) -> Worker:
        """Open a worker that no cell was run in yet."""
        return self._zygote.open(self.limits)

    @property
    def limits(self) -> Limits:
        """What a submission may use; trials of right answers may use less."""
        return self.assignment.limits

    @property
    def judge(self) -> Judge:
        """What runs the hidden suites, of what is in use now: trials change that."""
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
        code = self.restore_notebook(parse_notebook(json.dumps(solved).encode())).code
        # It serves the whole run, so no clock of one submission's runs for it.
        return Student(code, self.open_worker, endless(self.limits))

    @cached_property
    def pictures(self) -> dict[str, Callable[..., None]]:
        """What draws wrong answers for the page; imported when there is one."""
        return catalogue.pictures(self.assignment)

    @cached_property
    def _pictures(self) -> dict[str, bytes]:
        """Draw the solved notebook once; most submissions show the same pictures."""
        self.honest.run()
        shown = (one for cell in self.honest.cell_results for one in cell.outputs)
        return {output.key: output.png for output in shown if output.key}

    # -------------------------------------------------------------- the steps

    def _exercises(
        self,
        exercises: Sequence[Exercise],
        student: Student,
        canary: Canary,
        seconds: dict[str, float],
        public: PublicCalls,
    ) -> list[ExerciseResult]:
        """Grade in order; what is wrong is known to the exercises behind it.

        `seconds` gets what each used.
        """
        results: list[ExerciseResult] = []
        for exercise in exercises:
            wrong = [one for one in results if is_wrong(one)]
            before = student.used
            results.append(self._exercise(exercise, student, wrong, public))
            canary.hear(exercise)
            seconds[exercise.name] = student.used - before
        return results

    def _exercise(
        self,
        exercise: Exercise,
        student: Student,
        wrong: Sequence[ExerciseResult],
        public: PublicCalls,
    ) -> ExerciseResult:
        answer = known_answer(student.code, exercise)
        if exercise.kind is Kind.WRITTEN:
            return scoring.score_written(exercise, answer)
        notes = [answer.note] if answer and answer.note else []
        best = self.judge.best_run(exercise, student, wrong)
        run = best.run
        if best.replaced:
            names = ", ".join(f"`{name}`" for name in best.replaced)
            notes.append(f"judged with right versions of {names}: yours cost once")
        if not run.absent:
            notes += words.overwritten(
                exercise.name, student.overwritten(exercise.name, earlier=best.earlier)
            )
        result = scoring.score_exercise(
            exercise,
            run.outcomes,
            notes=notes,
            probe=public.probe(exercise, run),
            figures=public.figures(exercise, run, best.replaced),
        )
        if not is_diagnosable(run):
            return result
        return self._diagnosed(
            result,
            student.code.answers[exercise.name].source or "",
            lambda: self.judge.trace(exercise, student, run, wrong),
        )

    def _diagnosed(
        self, result: ExerciseResult, source: str, take_trace: Callable[[], Trace]
    ) -> ExerciseResult:
        """Say which known mistake an answer looks like, where one fits clearly."""
        trace = take_trace()
        fits = likest(trace, self._signatures.traces.get(result.name, {}))
        if not fits:
            return result.model_copy(update={"pattern": pattern(trace, self._secret)})
        mistakes = self._mistakes[result.name]
        texts = {one.misconception: mistakes[one.misconception].source for one in fits}
        name = likest_text(source, texts)
        found = Diagnosis(
            misconception=name, likeness=fits[0].share, hint=mistakes[name].hint
        )
        return result.model_copy(update={"diagnosis": (found,)})

    @cached_property
    def _signatures(self) -> Signatures:
        return catalogue.signatures(self.assignment)

    @cached_property
    def _mistakes(self) -> dict[str, dict[str, catalogue.KnownAnswer]]:
        """Every misconception of the catalogue, by exercise and name."""
        found: dict[str, dict[str, catalogue.KnownAnswer]] = {}
        for one in catalogue.known_answers(self.assignment, "misconceptions"):
            found.setdefault(one.exercise, {})[one.name] = one
        return found

    @property
    def layers(self) -> str:
        """Name what the zygote confines student code with."""
        return self._zygote.isolation


def endless(limits: Limits) -> Limits:
    """Give limits for each cell and call, and none for all of them together."""
    never = float("inf")
    return replace(
        limits, exercise_cpu=never, submission_cpu=never, submission_wall=never
    )


def _needed_for(assignment: Assignment) -> list[str]:
    written = any(one.kind is Kind.WRITTEN for one in assignment.exercises)
    return [*_spoken_of(assignment.release), *(redraw.PRELOAD if written else ())]


def _spoken_of(release: Notebook) -> list[str]:
    """Name the modules of PRELOAD whose packages a notebook's cells name."""
    cells = (cell for cell in release["cells"] if cell["cell_type"] == "code")
    text = "\n".join("".join(cell["source"]) for cell in cells)
    return [name for name in PRELOAD if name.partition(".")[0] in text]
