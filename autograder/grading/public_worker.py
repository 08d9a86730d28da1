"""Public calls of one submission, in a worker that has heard no hidden call.

Theory of operation. What a function was given it can store, return and draw. So what a
page shows of a submission's values is not asked of the worker that hidden tests called:
a second one runs the cells again, once and only where something is shown, within the
submission's own limits of time. It gets the probes, the pictures, and those hidden
tests that `record` a curve, with inputs whose seed is the same for everybody. A curve
of a test that passed is the reference's: a pass says that the two are the same.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from autograder.grading.hidden_suite import ExerciseRun, HiddenTest, run_test
from autograder.grading.judge import Judge
from autograder.grading.public_example import ProbeFunction, draw_picture, run_probe
from autograder.grading.recorder import CurveRecorder
from autograder.grading.student import Student
from autograder.model import Exercise, Kind, Verdict
from autograder.report import Figure, Probe

SEED = "public"
"""of every curve that is shown"""

NOTHING_TO_SHOW = (
    Verdict.BLOCKED,
    Verdict.MISSING,
    Verdict.NOT_ATTEMPTED,
    Verdict.GRADER_ERROR,
)
"""of a test that came to this, no curve is drawn"""

PictureFunction = Callable[..., None]


class PublicExamples:
    """What is shown of every submission to an assignment: the same calls for all."""

    def __init__(
        self,
        *,
        probes: Mapping[str, ProbeFunction],
        pictures: Callable[[], Mapping[str, PictureFunction]],
        solved_notebook: Callable[[], Student],
    ) -> None:
        """Hold them.

        Args:
            probes: public calls, by exercise.
            pictures: gives what draws wrong answers, by exercise, when asked first.
            solved_notebook: gives the reference as a submission.
        """
        self.probes = probes
        self._read_pictures = pictures
        self._solved_notebook = solved_notebook
        self._curves: dict[tuple[str, str], list[Figure]] = {}

    @cached_property
    def _pictures(self) -> Mapping[str, PictureFunction]:
        return self._read_pictures()  # a course's file, imported when first needed

    @cached_property
    def solved_pictures(self) -> dict[str, bytes]:
        """What the solved notebook draws: most submissions show the same pictures."""
        solved = self._solved_notebook()
        solved.run()
        return {
            output.key: output.png
            for result in solved.cell_results
            for output in result.outputs
            if output.key
        }

    def picture(self, exercise: str) -> PictureFunction | None:
        """Give what draws a wrong answer to an exercise."""
        return self._pictures.get(exercise)

    def right_curves(self, test: HiddenTest, judge: Judge) -> list[Figure]:
        """Give the reference's curves of a test that records; drawn once in a run."""
        name = (test.exercise, test.name)
        if name not in self._curves:
            self._curves[name] = record_curves(test, judge, judge.reference_student())
        return self._curves[name]


def record_curves(test: HiddenTest, judge: Judge, student: Student) -> list[Figure]:
    """Run a test on public inputs for the curves alone."""
    record = CurveRecorder()
    run_test(test, judge.test_context(student, SEED.encode(), digest=SEED), record)
    return record.figures


class PublicCalls:
    """What is shown of one submission's functions."""

    def __init__(
        self, student: Student, judge: Judge, exhibits: PublicExamples, *, shown: bool
    ) -> None:
        """Open nothing yet.

        Args:
            student: the submission, as the hidden tests call it; it is not called here.
            judge: what runs hidden tests.
            exhibits: what is shown.
            shown: False where nobody looks.
        """
        self._hidden = student
        self._judge = judge
        self._exhibits = exhibits
        self._shown = shown

    @cached_property
    def student(self) -> Student:
        """The submission in a worker of its own, opened when it is first called."""
        return self._hidden.fresh_copy()

    def close(self) -> None:
        """End the worker, if there is one."""
        # Not `self.student`: that would open it.
        if "student" in self.__dict__:
            self.student.close()

    def probe(self, exercise: Exercise, run: ExerciseRun) -> Probe | None:
        """Show a public call where points were lost and the function answers.

        Not of a plot: it draws the student's own functions, not the reference's.
        """
        probe = self._exhibits.probes.get(exercise.name)
        asked = self._shown and run.saw(Verdict.WRONG, Verdict.RAISED)
        if probe is None or exercise.kind is Kind.PLOT or not asked:
            return None
        return run_probe(probe, self.student, self._judge.reference)

    def figures(
        self, exercise: Exercise, run: ExerciseRun, replaced: Sequence[str]
    ) -> list[Figure]:
        """Give the curves that hidden tests record, else draw a wrong answer's.

        Args:
            exercise: which.
            run: what its tests came to.
            replaced: answers that right versions stood in for.
        """
        if not self._shown:
            return []
        tests = self._judge.suite.tests.get(exercise.name, [])
        # A broken suite has one outcome and no test.
        pairs = [
            (test, outcome.verdict)
            for test, outcome in zip(tests, run.outcomes, strict=False)
            if "record" in test.arguments and outcome.verdict not in NOTHING_TO_SHOW
        ]
        found: list[Figure] = []
        for test, verdict in pairs:
            if verdict is Verdict.PASSED:
                # The student's is the same, and nobody's code is called for it.
                found += self._exhibits.right_curves(test, self._judge)
            else:
                found += self._own_curves(test, exercise, replaced)
        return found or self._picture(exercise, run)

    def _own_curves(
        self, test: HiddenTest, exercise: Exercise, replaced: Sequence[str]
    ) -> list[Figure]:
        with self._judge.standing_in(exercise, self.student, replaced):
            return record_curves(test, self._judge, self.student)

    def _picture(self, exercise: Exercise, run: ExerciseRun) -> list[Figure]:
        """Draw the student's function where its values are wrong."""
        if not run.saw(Verdict.WRONG):
            return []
        picture = self._exhibits.picture(exercise.name)
        if picture is None:
            return []
        return draw_picture(picture, self.student, self._judge.reference)
