"""Grade one submission, on one page.

bytes → notebook.restore → Student in a worker → Suite, exercise by exercise
→ scoring → Report
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property
from types import SimpleNamespace, TracebackType
from typing import Self

from autograder import notebook, scoring
from autograder.courses import catalogue
from autograder.courses.course import Assignment
from autograder.errors import GraderError
from autograder.grading.canary import Canary
from autograder.grading.judge import Judge, is_diagnosable, is_wrong
from autograder.grading.probe import ProbeFunction, draw_picture, run_probe
from autograder.grading.suite import ExerciseRun, Suite, collect
from autograder.likeness import Signatures, Trace, likest, likest_text, pattern
from autograder.model import (
    Exercise,
    Kind,
    Limits,
    SandboxName,
    StudentCode,
    Verdict,
)
from autograder.report import (
    Diagnosis,
    ExerciseResult,
    Figure,
    Probe,
)
from autograder.sandbox import start
from autograder.sandbox.protocol import Worker
from autograder.student import Student
from autograder.submissions.desk import Desk, Graded, Work

PRELOAD = ("matplotlib.pyplot", "sklearn.datasets")
"""what workers have from the start, where the released notebook speaks of it"""


class Grader(Desk):
    """Grades submissions of one assignment, one after the other.

    Holds what all of them share: the warm zygote, the collected suites, the reference.
    """

    def __init__(
        self, assignment: Assignment, *, sandbox: SandboxName = "auto"
    ) -> None:
        super().__init__(assignment, sandbox=sandbox)
        # It warms up in a process of its own while this one reads the suites.
        self._zygote = start(
            preload=_spoken_of(assignment.release),
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
        judge = self.judge
        canary = Canary(judge.bench(student, judge.secret), wanted)
        seconds: dict[str, float] = {}
        try:
            if not student.code.unreadable:
                student.pictures = self._pictures if figures else {}
                student.run(figures=figures)
            seconds[""] = student.used
            results = self._exercises(wanted, student, canary, seconds)
        except GraderError as error:
            return self.not_graded(work, str(error))
        finally:
            student.close()
        return Graded(
            report=self.report(
                work, restored.code, results, tampering=canary.tampering
            ),
            notebook=restored.notebook,
            cell_results=tuple(student.cell_results),
            seconds=seconds,
        )

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
        code = self.restore(notebook.parse(json.dumps(solved).encode())).code
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
    ) -> list[ExerciseResult]:
        """Grade in order; what is wrong is known to the exercises behind it.

        `seconds` gets what each used.
        """
        results: list[ExerciseResult] = []
        for exercise in exercises:
            wrong = [one for one in results if is_wrong(one)]
            before = student.used
            results.append(self._exercise(exercise, student, wrong))
            canary.hear(exercise)
            seconds[exercise.name] = student.used - before
        return results

    def _exercise(
        self, exercise: Exercise, student: Student, wrong: Sequence[ExerciseResult]
    ) -> ExerciseResult:
        answer = student.code.answers[exercise.name]
        notes = [answer.note] if answer.note and not student.code.unreadable else []
        if exercise.kind is Kind.WRITTEN:
            notes += [] if answer.attempted else ["left blank"]
            return scoring.score_exercise(exercise, [], notes=notes)
        run, replaced = self.judge.best_run(exercise, student, wrong)
        if replaced:
            names = ", ".join(f"`{name}`" for name in replaced)
            notes.append(f"judged with right versions of {names}: yours cost once")
        result = scoring.score_exercise(
            exercise,
            run.outcomes,
            notes=notes,
            probe=self._probe(exercise, run, student),
            figures=run.figures or self._figures(exercise, run, student),
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
            return result.model_copy(update={"pattern": pattern(trace)})
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

    @property
    def layers(self) -> str:
        """Name what the zygote confines student code with."""
        return self._zygote.layers


def endless(limits: Limits) -> Limits:
    """Give limits for each cell and call, and none for all of them together."""
    never = float("inf")
    return replace(
        limits, exercise_cpu=never, submission_cpu=never, submission_wall=never
    )


def _spoken_of(release: notebook.Notebook) -> list[str]:
    """Name the modules of PRELOAD whose packages a notebook's cells name."""
    cells = (cell for cell in release["cells"] if cell["cell_type"] == "code")
    text = "\n".join("".join(cell["source"]) for cell in cells)
    return [name for name in PRELOAD if name.partition(".")[0] in text]
