"""Known answers through the real grading line, on every core.

Theory of operation. A trial is one answer under one seed. A TrialGrader is a Grader
that runs of the notebook what the exercise needs: the setup, every answer, and the
exercise's own cells with what those use. Its seeds are its own, not the course's
secret, and hang on the answer's name, so that an edit elsewhere changes no draw. With
several jobs each process of a `pool` holds a TrialGrader; trials are handed out one by
one and are put back in order, so what is made of them is the same for any number of
jobs.

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

from autograder.certifying.excerpt import needed
from autograder.certifying.matrix import Label, Verdicts
from autograder.certifying.shaken import ShakenStudent
from autograder.checks import tolerance_scale
from autograder.courses import catalogue
from autograder.courses.course import Assignment, Course
from autograder.errors import GraderError
from autograder.grading.grade import Grader
from autograder.grading.public import PublicCalls
from autograder.grading.record import Record
from autograder.grading.suite import Suite
from autograder.likeness import Trace
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
from autograder.runs import pool
from autograder.sandbox.faults import StudentFault
from autograder.student import Student
from autograder.submissions.restored_notebook import RestoredNotebook
from autograder.submissions.submission import Submission, SubmissionContents

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
class Tried:
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
        return [test for test, it in self.verdicts.items() if it is not passed]


Outcomes = tuple[Tried, ...]
"""of one trial, an exercise each"""
_Task = tuple[int, Trial]
_Done = tuple[int, Outcomes]


def run(
    assignment: Assignment,
    trials: Sequence[Trial],
    *,
    jobs: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Outcomes]:
    """Try everything; give what came of each trial, in the order of the trials."""
    results = []
    for outcomes in _in_turn(assignment, trials, min(jobs, len(trials))):
        results.append(outcomes)
        progress("")
    return results


class TrialGrader(Grader):
    """Grades known answers to single exercises."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(assignment)
        self._right = catalogue.reference_answers(assignment)
        self.use(self.suite)
        self._trial: Trial | None = None
        self._traces: dict[str, Trace] = {}

    def use(self, suite: Suite) -> None:
        """Grade by this suite from now on."""
        self._gated = suite
        self._opened = replace(
            suite,
            tests={
                name: [replace(test, needs=()) for test in tests]
                for name, tests in suite.tests.items()
            },
        )

    def try_out(self, trial: Trial) -> Outcomes:
        """Grade one answer; give what its exercise came to, or each of them."""
        self._trial = trial
        self._secret = f"certify {trial.seed}".encode()
        self.suite = self._opened if trial.open else self._gated
        only = [trial.exercise, *trial.behind] if trial.exercise else []
        with tolerance_scale(trial.tolerance):
            report = self.grade(self._work(trial), only=only, figures=False).report
        asked = [
            one
            for one in report.exercises
            if one.kind is not Kind.WRITTEN and one.name in (only or [one.name])
        ]
        return tuple(_tried(one, self._traces.pop(one.name, {})) for one in asked)

    def _exercise(
        self,
        exercise: Exercise,
        student: Student,
        wrong: Sequence[ExerciseResult],
        public: PublicCalls,
    ) -> ExerciseResult:
        """Grade one; of a caller also what is shown, which grading itself forgives."""
        result = super()._exercise(exercise, student, wrong, public)
        if self._trial is None or self._trial.label.shelf != "callers":
            return result
        failed = (*result.outcomes, *self._failed_exhibits(exercise.name, student))
        return result.model_copy(update={"outcomes": failed})

    def _failed_exhibits(self, name: str, student: Student) -> Iterator[Outcome]:
        """Make the public calls of an exercise; say which failed as such."""
        picture = self.pictures.get(name)
        exhibits: dict[str, Callable[[], object]] = {}
        if name in self.probes:
            exhibits["its probe"] = lambda: self.probes[name](student)
        if picture is not None:
            exhibits["its picture"] = lambda: picture(student, self.reference, Record())
        for what, show in exhibits.items():
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

    def _diagnosed(
        self, result: ExerciseResult, _source: str, take_trace: Callable[[], Trace]
    ) -> ExerciseResult:
        """Keep what a known mistake gives; nobody reads what it looks like."""
        if self._trial is not None and self._trial.traced:
            self._traces[result.name] = take_trace()
        return result

    def student(self, code: StudentCode) -> Student:
        """Bring a trial's code to life."""
        if self._trial is None or not self._trial.shaken:
            return super().student(code)
        draw = self._trial.shaken
        return ShakenStudent(code, self.open_worker, self.limits, draw=draw)

    @property
    def limits(self) -> Limits:
        """Give right answers a part of the computing time: slower machines need all.

        Wall caps stay where they are, so that a busy machine certifies alike.
        """
        usual = self.assignment.limits
        if self._trial is None or self._trial.label.shelf not in RIGHT:
            return usual
        return replace(
            scale_seconds(usual, 1 / ROOM),
            wall_factor=ROOM * usual.wall_factor,
            submission_wall=usual.submission_wall,
        )

    def restore_contents(self, contents: SubmissionContents) -> RestoredNotebook:
        """Restore a trial's notebook: of its cells what the exercise needs."""
        restored = super().restore_contents(contents)
        trial = self._trial
        if trial is None or not trial.exercise:
            return restored
        exercise = self.assignment.exercise(trial.exercise)
        code = replace(
            restored.code,
            cells=needed(restored.code.cells, exercise),
            digest=f"{trial.exercise}/{trial.label.name}",
        )
        return replace(restored, code=code)

    def _work(self, trial: Trial) -> Submission:
        cells = {**self._right, **trial.cells} if trial.attempted else {}
        submitted = catalogue.submission(self.assignment, cells)
        files = {"trial.ipynb": json.dumps(submitted).encode()}
        return Submission(student="trial", files=files)


_TELLING = (Verdict.RAISED, Verdict.DIED, Verdict.MISSING, Verdict.GRADER_ERROR)


def _tried(result: ExerciseResult, trace: Trace) -> Tried:
    return Tried(
        trace=trace,
        exercise=result.name,
        verdicts={one.test: one.verdict for one in result.outcomes},
        messages={
            one.test: one.message for one in result.outcomes if one.verdict in _TELLING
        },
        earned=(result.score or 0.0) + result.extra_credit,
        best=result.max_score + result.max_extra_credit,
    )


# ------------------------------------------------------------------ processes


def _in_turn(
    assignment: Assignment, trials: Sequence[Trial], jobs: int
) -> Iterator[Outcomes]:
    """Give what comes of each trial, in the order of the trials."""
    early: dict[int, Outcomes] = {}
    following = 0
    open_ = partial(_opened, assignment.course.root, assignment.name)
    with pool.process_tasks(
        open_, enumerate(trials), jobs, give_up=_give_up
    ) as results:
        for place, outcomes in results:
            early[place] = outcomes
            while following in early:
                yield early.pop(following)
                following += 1


@contextmanager
def _opened(root: Path, name: str) -> Iterator[Callable[[_Task], _Done]]:
    """Hold a grader in a process of its own."""
    with TrialGrader(Course.find(root).assignment(name)) as grader:
        yield lambda task: (task[0], grader.try_out(task[1]))


def _give_up(task: _Task, why: str) -> _Done:
    raise GraderError(f"`{task[1].label}`: {why}")
