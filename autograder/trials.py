"""Known answers through the real grading line, on every core.

Theory of operation. A trial is one answer under one seed. A TrialGrader is a Grader
that runs of the notebook what the exercise needs: the setup, every answer, and the
exercise's own cells with what those use. Its seeds are its own, not the course's
secret, and hang on the answer's name, so that an edit elsewhere changes no draw. With
several jobs each process (spawned, not forked: a Grader has threads and pipes) holds a
TrialGrader; trials are handed out one by one and come back in order, so what is made
of them is the same for any number of jobs.

An *open* trial runs each hidden test on its own, blocked by no other. Whether an answer
keeps all its points is not touched by that, and each test shows what it can catch.
"""

import json
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing.util import Finalize
from pathlib import Path

from autograder import catalogue, notebook
from autograder.checks import tolerance_scale
from autograder.course import Assignment, Course
from autograder.excerpt import needed
from autograder.grade import Grader, Work
from autograder.judge import Judge
from autograder.matrix import Label, Verdicts
from autograder.model import Kind, Verdict
from autograder.report import ExerciseResult
from autograder.suite import Suite


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
    open: bool = False
    """run every test on its own"""
    told: str = ""
    """what a person should see of it"""

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
    def failed(self) -> list[str]:
        """Name the tests that were not passed."""
        passed = Verdict.PASSED
        return [test for test, it in self.verdicts.items() if it is not passed]


Outcomes = tuple[Tried, ...]
"""of one trial, an exercise each"""


def run(
    assignment: Assignment,
    trials: Sequence[Trial],
    *,
    jobs: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Outcomes]:
    """Try everything; give what came of each trial, in the order of the trials."""
    results = []
    for outcomes in _each(assignment, trials, min(jobs, len(trials))):
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

    def use(self, suite: Suite) -> None:
        """Grade by this suite from now on."""
        self._gated = suite
        self._opened = Suite(
            tests={
                name: [replace(test, needs=()) for test in tests]
                for name, tests in suite.tests.items()
            },
            broken=suite.broken,
        )

    def try_out(self, trial: Trial) -> Outcomes:
        """Grade one answer; give what its exercise came to, or each of them."""
        self._trial = trial
        self._secret = f"certify {trial.seed}".encode()
        self.suite = self._opened if trial.open else self._gated
        only = [trial.exercise] if trial.exercise else []
        with tolerance_scale(trial.tolerance):
            report = self.grade(self._work(trial), only=only, figures=False).report
        asked = [
            one
            for one in report.exercises
            if one.kind is not Kind.WRITTEN and one.name in (only or [one.name])
        ]
        return tuple(map(_tried, asked))

    def read(self, work: Work) -> notebook.Restored:
        """Read a trial's notebook: of its cells what the exercise needs."""
        restored = super().read(work)
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

    @property
    def _judge(self) -> Judge:
        """Judge by what is in use now: trials change the suite and the seed."""
        return Judge(
            suite=self.suite,
            reference=self.reference,
            secret=self._secret,
            honest=lambda: self.honest,
            together=self.assignment.config.together,
        )

    def _work(self, trial: Trial) -> Work:
        cells = {**self._right, **trial.cells} if trial.attempted else {}
        submitted = catalogue.submission(self.assignment, cells)
        files = {"trial.ipynb": json.dumps(submitted).encode()}
        return Work(student="trial", files=files)


def _tried(result: ExerciseResult) -> Tried:
    return Tried(
        exercise=result.name,
        verdicts={one.test: one.verdict for one in result.outcomes},
        earned=(result.score or 0.0) + result.extra_credit,
        best=result.max_score + result.max_extra_credit,
    )


# ------------------------------------------------------------------ processes


def _each(
    assignment: Assignment, trials: Sequence[Trial], jobs: int
) -> Iterator[Outcomes]:
    if jobs <= 1:
        with TrialGrader(assignment) as grader:
            yield from map(grader.try_out, trials)
        return
    with ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_open,
        initargs=(assignment.course.root, assignment.name),
    ) as pool:
        yield from pool.map(_try_out, trials)


_MINE: list[TrialGrader] = []
"""the grader of this process, when it is one of several"""


def _open(root: Path, name: str) -> None:
    _MINE.append(TrialGrader(Course.find(root).assignment(name)))
    # atexit does not run in a process of a pool.
    Finalize(None, _MINE[0].close, exitpriority=10)


def _try_out(trial: Trial) -> Outcomes:
    return _MINE[0].try_out(trial)
