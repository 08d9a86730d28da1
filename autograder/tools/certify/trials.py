"""Known answers through the real grading line, on every core.

Theory of operation. A trial is one answer under one seed. A TrialGrader is a Grader
that runs of the notebook what the exercise needs: the setup, every answer, and the
exercise's own cells with what those use. Each trial has a Judge of its own: its seeds
are not the course's secret and hang on the answer's name, so that an edit elsewhere
changes no draw. With several jobs each process of a `process_pool` holds a TrialGrader;
trials are handed out one by one and are put back in order, so what is made of them is
the same for any number of jobs.

An *open* trial runs each hidden test on its own, blocked by no other. Whether an answer
keeps all its points is not touched by that, and each test shows what it can catch.
"""

import json
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from autograder.batch import process_pool
from autograder.common.errors import GraderError
from autograder.course import catalogue
from autograder.course.course import Assignment, Course
from autograder.grading.checks import tolerance_scale
from autograder.grading.diagnosis.matching import Trace
from autograder.grading.grader import Grader
from autograder.grading.hidden_suite import HiddenSuite
from autograder.grading.judge import Judge
from autograder.grading.recorder import CurveRecorder
from autograder.grading.student import Student
from autograder.grading.submission_grading import SubmissionGrading
from autograder.model import (
    ROOM,
    Exercise,
    Kind,
    Limits,
    StudentCode,
    Verdict,
    scale_seconds,
)
from autograder.report import ExerciseResult, Outcome
from autograder.sandbox.student_faults import StudentFault
from autograder.submissions.submission import Submission, SubmissionContents
from autograder.tools.certify.excerpt import needed_cells
from autograder.tools.certify.matrix import Label, Verdicts
from autograder.tools.certify.perturbed_sums import ShakenStudent

RIGHT = ("reference", "accepted")
"""shelves of answers that must keep all points"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One answer to try."""

    label: Label
    """its exercise is empty when a notebook is graded whole"""
    cells: Mapping[str, str] = field(default_factory=dict)
    """by exercise, what differs from the reference"""
    attempted: bool = True
    """False: the release as it is, nothing answered"""
    seed: int = 0
    tolerance: float = 1.0
    """times the tolerances of `checks`"""
    shaken: int = 0
    """which draw of inputs that are off by a bit; 0: as they are"""
    open: bool = False
    """run every test on its own"""
    told: str = ""
    """what a person should see of it"""
    behind: tuple[str, ...] = ()
    """exercises that call this one: its mistake should cost nothing there"""

    @property
    def traced(self) -> bool:
        """Tell whether its values are kept, to know this mistake again."""
        usual = self.tolerance == 1 and self.seed == 0
        return usual and self.label.shelf == "misconceptions"

    @property
    def exercise(self) -> str:
        """The one that it answers."""
        return self.label.exercise


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialResult:
    """What one exercise of a trial came to."""

    exercise: str
    verdicts: Verdicts
    earned: float
    best: float
    messages: Mapping[str, str] = field(default_factory=dict)
    """what was said of each test that raised, or that we could not judge by"""
    trace: Trace = field(default_factory=dict)
    """of a wrong answer: what it gave where it failed"""

    @property
    def kept_all(self) -> bool:
        """Tell whether no point was lost."""
        return self.earned == self.best

    @property
    def ours(self) -> list[str]:
        """Name the tests that we could not judge by."""
        ours = Verdict.GRADER_ERROR
        return [test for test, verdict in self.verdicts.items() if verdict is ours]

    @property
    def slow(self) -> list[str]:
        """Name the tests that it had no time for."""
        late = Verdict.TIMED_OUT
        return [test for test, verdict in self.verdicts.items() if verdict is late]

    @property
    def failed(self) -> list[str]:
        """Name the tests that were not passed."""
        passed = Verdict.PASSED
        return [
            test for test, verdict in self.verdicts.items() if verdict is not passed
        ]


TrialResults = tuple[TrialResult, ...]
"""of one trial, an exercise each"""
_NumberedTrial = tuple[int, Trial]
_NumberedResults = tuple[int, TrialResults]


def run_trials(
    assignment: Assignment,
    trials: Sequence[Trial],
    *,
    jobs: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> list[TrialResults]:
    """Try everything; give what came of each trial, in the order of the trials."""
    results = []
    for outcomes in _in_turn(assignment, trials, min(jobs, len(trials))):
        results.append(outcomes)
        progress("")
    return results


@dataclass(kw_only=True)
class TrialGrading(SubmissionGrading):
    """One trial while it is graded; nobody reads what its answer looks like."""

    trial: Trial
    traces: dict[str, Trace] = field(default_factory=dict)
    """by exercise, where they are kept to know a mistake again"""

    def _grade_exercise(
        self, exercise: Exercise, wrong: Sequence[ExerciseResult]
    ) -> ExerciseResult:
        """Grade one; of a caller also what is shown, which grading itself forgives."""
        result = super()._grade_exercise(exercise, wrong)
        if self.trial.label.shelf != "callers":
            return result
        outcomes = (*result.outcomes, *self._failed_exhibits(exercise.name))
        return result.model_copy(update={"outcomes": outcomes})

    def _failed_exhibits(self, name: str) -> Iterator[Outcome]:
        """Make the public calls of an exercise; say which failed as such."""
        for what, show in self._exhibits_of(name):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # of a cast of what it was given
                    show()
            except StudentFault:
                continue
            except Exception as error:
                yield Outcome(
                    test=what,
                    verdict=Verdict.GRADER_ERROR,
                    weight=0.0,
                    message=f"{type(error).__name__}: {error}",
                )

    def _exhibits_of(self, name: str) -> Iterator[tuple[str, Callable[[], object]]]:
        """Give an exercise's public calls, to be made."""
        student, reference = self.student, self.judge.reference
        probe = self.exhibits.probes.get(name)
        picture = self.exhibits.picture(name)
        if probe is not None:
            yield "its probe", partial(probe, student)
        if picture is not None:
            yield "its picture", partial(picture, student, reference, CurveRecorder())

    def _diagnose(
        self, result: ExerciseResult, take_trace: Callable[[], Trace]
    ) -> ExerciseResult:
        """Keep what a known mistake gives."""
        if self.trial.traced:
            self.traces[result.name] = take_trace()
        return result


class TrialGrader(Grader):
    """Grades known answers to single exercises."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(assignment)
        self._right = catalogue.reference_answers(assignment)

    def try_out(self, trial: Trial) -> TrialResults:
        """Grade one answer; give what its exercise came to, or each of them."""
        only = [trial.exercise, *trial.behind] if trial.exercise else []
        contents = self.read_contents(self._submission(trial))
        grading = TrialGrading(
            student=self._open_trial(trial, self._excerpt(trial, contents)),
            exercises=self.list_exercises(only),
            judge=self.judge_of(trial),
            exhibits=self.exhibits,
            mistake_finder=self.mistake_finder,
            figures=False,
            trial=trial,
        )
        try:
            with tolerance_scale(trial.tolerance):
                results = grading.grade_exercises().results
        except GraderError as error:
            results = self.contents_not_graded(contents, str(error)).report.exercises
        return tuple(
            _tried(result, grading.traces.get(result.name, {}))
            for result in results
            if result.kind is not Kind.WRITTEN and (not only or result.name in only)
        )

    def judge_of(self, trial: Trial) -> Judge:
        """Give what judges a trial: with a seed of its own, its tests gated or not."""
        secret = f"certify {trial.seed}".encode()
        suite = _without_needs(self.judge.suite) if trial.open else self.judge.suite
        return replace(self.judge, suite=suite, secret=secret)

    def read_excerpt(self, trial: Trial) -> StudentCode:
        """Read a trial's notebook: of its cells what the exercise needs."""
        return self._excerpt(trial, self.read_contents(self._submission(trial)))

    def _excerpt(self, trial: Trial, contents: SubmissionContents) -> StudentCode:
        code = self.restore_contents(contents).code
        if not trial.exercise:
            return code
        exercise = self.assignment.exercise(trial.exercise)
        return replace(
            code,
            cells=needed_cells(code.cells, exercise),
            # Seeds the draws: an edit of another cell must change none.
            digest=f"{trial.exercise}/{trial.label.name}",
        )

    def _open_trial(self, trial: Trial, code: StudentCode) -> Student:
        """Bring a trial's code to life."""
        limits = self._limits_of(trial)
        open_worker = partial(self._zygote.open, limits)
        if trial.shaken:
            return ShakenStudent(code, open_worker, limits, draw=trial.shaken)
        return Student(code, open_worker, limits)

    def _limits_of(self, trial: Trial) -> Limits:
        """Give right answers a part of the computing time: slower machines need all.

        Wall caps stay where they are, so that a busy machine certifies alike.
        """
        usual = self.assignment.limits
        if trial.label.shelf not in RIGHT:
            return usual
        return replace(
            scale_seconds(usual, 1 / ROOM),
            wall_factor=ROOM * usual.wall_factor,
            submission_wall=usual.submission_wall,
        )

    def _submission(self, trial: Trial) -> Submission:
        cells: dict[str, str] = {}
        if trial.attempted:
            cells = {**self._right, **trial.cells}
        submitted = catalogue.make_answered_notebook(self.assignment, cells)
        files = {"trial.ipynb": json.dumps(submitted).encode()}
        return Submission(student="trial", files=files)


def _without_needs(suite: HiddenSuite) -> HiddenSuite:
    """Give a suite whose tests wait for no other."""
    opened = {
        exercise: [replace(test, needs=()) for test in tests]
        for exercise, tests in suite.tests.items()
    }
    return replace(suite, tests=opened)


_TELLING = (Verdict.RAISED, Verdict.DIED, Verdict.MISSING, Verdict.GRADER_ERROR)


def _tried(result: ExerciseResult, trace: Trace) -> TrialResult:
    return TrialResult(
        trace=trace,
        exercise=result.name,
        verdicts={outcome.test: outcome.verdict for outcome in result.outcomes},
        messages={
            outcome.test: outcome.message
            for outcome in result.outcomes
            if outcome.verdict in _TELLING
        },
        earned=(result.score or 0.0) + result.extra_credit,
        best=result.max_score + result.max_extra_credit,
    )


# ------------------------------------------------------------------ processes


def _in_turn(
    assignment: Assignment, trials: Sequence[Trial], jobs: int
) -> Iterator[TrialResults]:
    """Give what comes of each trial, in the order of the trials."""
    early: dict[int, TrialResults] = {}
    following = 0
    open_ = partial(_opened, assignment.course.root, assignment.name)
    with process_pool.process_tasks(
        open_, enumerate(trials), jobs, give_up=_give_up
    ) as results:
        # Processes finish in any order.
        for place, outcomes in results:
            early[place] = outcomes
            while following in early:
                yield early.pop(following)
                following += 1


@contextmanager
def _opened(
    root: Path, name: str
) -> Iterator[Callable[[_NumberedTrial], _NumberedResults]]:
    """Hold a grader in a process of its own."""
    with TrialGrader(Course.find(root).assignment(name)) as grader:
        yield lambda task: (task[0], grader.try_out(task[1]))


def _give_up(task: _NumberedTrial, why: str) -> _NumberedResults:
    raise GraderError(f"`{task[1].label}`: {why}")
