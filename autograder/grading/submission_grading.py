"""One submission while it is graded, exercise by exercise, in its own workers.

An exercise is judged, shown and diagnosed before the next one begins: what is wrong is
known to those behind it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.grading import scoring, wording
from autograder.grading.canary import Canary
from autograder.grading.diagnosis.matching import Trace
from autograder.grading.diagnosis.mistake_finder import MistakeFinder
from autograder.grading.judge import BestRun, Judge, is_diagnosable, is_wrong
from autograder.grading.public_worker import PublicCalls, PublicExamples
from autograder.grading.report_builder import known_answer
from autograder.grading.student import NO_PICTURES, Student
from autograder.model import Answer, Exercise, Kind
from autograder.report import ExerciseResult


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedExercises:
    """What the exercises of one submission came to."""

    results: Sequence[ExerciseResult]
    seconds: Mapping[str, float]
    """of computing, by exercise, and under "" of the notebook's cells"""
    tampering: str
    """what only tampering explains; empty for everybody else"""


@dataclass(kw_only=True)
class SubmissionGrading:
    """One submission while it is graded."""

    student: Student
    exercises: Sequence[Exercise]
    """those to grade, in order"""
    judge: Judge
    exhibits: PublicExamples
    mistake_finder: MistakeFinder
    figures: bool
    """whether people look at what is drawn"""
    _canary: Canary = field(init=False)
    _public: PublicCalls = field(init=False)

    def __post_init__(self) -> None:
        context = self.judge.test_context(self.student, self.judge.secret)
        self._canary = Canary(context, self.exercises)
        self._public = PublicCalls(
            self.student, self.judge, self.exhibits, shown=self.figures
        )

    def grade_exercises(self) -> GradedExercises:
        """Run the notebook's cells, then grade; the workers are ended at last.

        Raises:
            GraderError: a fault of ours kept the submission from being graded.
        """
        results: list[ExerciseResult] = []
        try:
            self._run_cells()
            seconds = {"": self.student.used}
            for exercise in self.exercises:
                before = self.student.used
                wrong = [result for result in results if is_wrong(result)]
                results.append(self._grade_exercise(exercise, wrong))
                # Its two calls come before the next exercise, in the same worker.
                self._canary.after_exercise(exercise)
                seconds[exercise.name] = self.student.used - before
        finally:
            # Also when Ctrl-C ends it: student code runs on in what is not closed.
            self.student.close()
            self._public.close()
        return GradedExercises(
            results=results, seconds=seconds, tampering=self._canary.tampering
        )

    def _run_cells(self) -> None:
        if self.student.code.unreadable:
            return  # there are no cells: no worker is opened for them
        known_pictures = NO_PICTURES
        if self.figures:
            known_pictures = self.exhibits.solved_pictures
        self.student.run(figures=self.figures, known_pictures=known_pictures)

    def _grade_exercise(
        self, exercise: Exercise, wrong: Sequence[ExerciseResult]
    ) -> ExerciseResult:
        """Grade one; `wrong` are the earlier ones that are."""
        answer = known_answer(self.student.code, exercise)
        if exercise.kind is Kind.WRITTEN:
            return scoring.score_written(exercise, answer)
        best = self.judge.best_run(exercise, self.student, wrong)
        result = scoring.score_exercise(
            exercise,
            best.run.outcomes,
            notes=self._notes(exercise, answer, best),
            probe=self._public.probe(exercise, best.run),
            figures=self._public.figures(exercise, best.run, best.replaced),
        )
        if not is_diagnosable(best.run):
            return result
        return self._diagnose(
            result, lambda: self.judge.trace(exercise, self.student, best.run, wrong)
        )

    def _notes(
        self, exercise: Exercise, answer: Answer | None, best: BestRun
    ) -> list[str]:
        """Say what a person should know of how the exercise was judged."""
        notes = []
        if answer and answer.note:
            notes.append(answer.note)
        if best.replaced:
            names = ", ".join(f"`{name}`" for name in best.replaced)
            notes.append(f"judged with right versions of {names}: yours cost once")
        if not best.run.absent:
            changed = self.student.overwritten(exercise.name, earlier=best.earlier)
            notes += wording.overwritten_remarks(exercise.name, changed)
        return notes

    def _diagnose(
        self, result: ExerciseResult, take_trace: Callable[[], Trace]
    ) -> ExerciseResult:
        """Say which known mistake a wrong answer looks like."""
        source = self.student.code.answers[result.name].source or ""
        return self.mistake_finder.diagnose(
            result, source, take_trace(), self.judge.secret
        )
