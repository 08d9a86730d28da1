"""Judge one answer as it stands, and without the mistakes of earlier ones.

One mistake costs once: an exercise that calls earlier ones of the student's is judged
again with right versions in the place of those that are wrong or not there, and the
better counts. Only what an exercise is called itself cannot be replaced.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from autograder.grading.diagnosis import value_traces
from autograder.grading.diagnosis.matching import Trace
from autograder.grading.hidden_suite import (
    LOSSES,
    ExerciseRun,
    HiddenSuite,
    TestContext,
)
from autograder.grading.student import Student
from autograder.grading.student_calls import Overrides
from autograder.model import Exercise, Kind, Verdict
from autograder.report import ExerciseResult, passed_share
from autograder.sandbox.host.passed_functions import passes_keywords_on
from autograder.sandbox.student_faults import WorkerLost


@dataclass(frozen=True, slots=True)
class BestRun:
    """How an answer fared best, and in which reading of the notebook."""

    run: ExerciseRun
    replaced: Sequence[str]
    """whose right versions it called"""
    earlier: bool
    """with all names as they were when it was defined"""

    @property
    def rank(self) -> tuple[Fraction, bool, bool]:
        """Order runs: of equal ones the plainest is best."""
        share = passed_share(self.run.outcomes)
        return share, not self.replaced, not self.earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Runs hidden suites against submissions of one assignment."""

    suite: HiddenSuite
    reference: SimpleNamespace
    secret: bytes
    reference_student: Callable[[], Student]
    """the reference as a submission, opened when first needed"""
    together: Sequence[Sequence[str]] = ()
    """exercises that only fit each other"""

    def best_run(
        self, exercise: Exercise, student: Student, wrong: Sequence[ExerciseResult]
    ) -> BestRun:
        """Judge an answer as it stands, and with right versions of earlier wrong ones.

        Where later cells changed what it uses, also with all names as they were when
        it was defined.
        """
        readings = [False]
        if student.overwritten(exercise.name, earlier=True):
            readings.append(True)
        runs: list[BestRun] = []
        for earlier in readings:
            for names in self._replacements(exercise, wrong):
                run, used = self._run_suite(exercise, student, names, earlier=earlier)
                runs.append(BestRun(run, used, earlier))
                if run.absent or passed_share(run.outcomes) == 1:
                    return _best_of(runs)
                if names and not used:  # without them, it would be the same
                    break
        return _best_of(runs)

    def _replacements(
        self, exercise: Exercise, wrong: Sequence[ExerciseResult]
    ) -> list[Sequence[str]]:
        """Give the answers to replace in each run, in order; none in one of them."""
        names = self._names_of(wrong, exercise)
        if not names:
            return [()]
        # What hangs or kills its worker would only do so again as it stands.
        if any(result.verdict in LOSSES for result in wrong):
            return [names, ()]
        return [(), names]

    def _names_of(
        self, wrong: Sequence[ExerciseResult], exercise: Exercise
    ) -> list[str]:
        """Name wrong answers and what only fits together with them, not the exercise.

        It is judged itself: a right version of it would earn its points.
        """
        names = self._with_partners([result.name for result in wrong])
        return [name for name in names if name != exercise.name]

    def trace(
        self,
        exercise: Exercise,
        student: Student,
        run: ExerciseRun,
        wrong: Sequence[ExerciseResult],
    ) -> Trace:
        """Give what a wrong answer gave, without the mistakes of earlier ones.

        Args:
            exercise: whose answer lost points.
            student: the submission.
            run: what the exercise came to.
            wrong: the earlier exercises that are wrong.
        """
        versions = {
            name: getattr(self.reference_student(), name)
            for name in self._names_of(wrong, exercise)
        }
        context = self.test_context(
            student, value_traces.SEED.encode(), digest=value_traces.SEED
        )
        lost = {
            outcome.test: outcome.verdict
            for outcome in run.outcomes
            if outcome.verdict in LOSSES
        }
        with student.overriding(self._overrides(exercise, versions)):
            return value_traces.take_trace(
                self.suite.tests[exercise.name], context, lost
            )

    def _with_partners(self, names: Sequence[str]) -> list[str]:
        """Add what only fits together with one of these."""
        groups = [group for group in self.together if set(group) & set(names)]
        return list(dict.fromkeys([*names, *itertools.chain(*groups)]))

    def _run_suite(
        self,
        exercise: Exercise,
        student: Student,
        replaced: Sequence[str],
        *,
        earlier: bool,
    ) -> tuple[ExerciseRun, list[str]]:
        """Run the tests; `replaced` names answers that right versions stand in for.

        Returns:
            what the tests gave, and the names of those that were called.
        """
        with self.standing_in(exercise, student, replaced, earlier=earlier) as used:
            run = self.suite.run(exercise, self.test_context(student, self.secret))
        return run, [name for name in replaced if name in used]

    @contextmanager
    def standing_in(
        self,
        exercise: Exercise,
        student: Student,
        replaced: Sequence[str],
        *,
        earlier: bool = False,
    ) -> Iterator[set[str]]:
        """Have right versions stand in for these answers; give who is called, later.

        The right versions run in a worker of their own and are called back, so the
        reference's code never comes near the student's.
        """
        used: set[str] = set()
        versions = {name: self._stand_in(name, used) for name in replaced}
        with student.overriding(self._overrides(exercise, versions, earlier=earlier)):
            yield used

    def _stand_in(self, name: str, used: set[str]) -> Callable[..., Any]:
        """Give a function that calls the right version and puts its name in `used`."""
        right = getattr(self.reference_student(), name)

        @passes_keywords_on
        def call_right_version(*args: Any, **kwargs: Any) -> Any:
            used.add(name)
            try:
                return right(*args, **kwargs)
            except WorkerLost:
                # The reference's worker may have been worn out by what others asked of
                # it; the second call meets a new one.
                return right(*args, **kwargs)

        return call_right_version

    def _overrides(
        self,
        exercise: Exercise,
        versions: Mapping[str, Callable[..., Any]],
        *,
        earlier: bool = False,
    ) -> Overrides:
        """Put right versions in place, also for what the tests call themselves.

        Not where only the student's own can be: what fits only together with the
        exercise is called by its tests to prepare for it.
        """
        partners = self._with_partners([exercise.name])
        direct = frozenset(versions) - frozenset(partners)
        return Overrides(functions=versions, direct=direct, earlier=earlier)

    def test_context(
        self, student: Student, secret: bytes, digest: str | None = None
    ) -> TestContext:
        """Give what the tests of one submission work with."""
        return TestContext(
            student=student,
            reference=self.reference,
            secret=secret,
            reference_student=self.reference_student,
            digest=digest,
        )


def _best_of(runs: Sequence[BestRun]) -> BestRun:
    return max(runs, key=lambda run: run.rank)


def is_wrong(result: ExerciseResult) -> bool:
    """Tell whether later exercises should be judged without this answer."""
    judged = result.kind is not Kind.WRITTEN
    return judged and result.verdict not in (Verdict.PASSED, Verdict.GRADER_ERROR)


def is_diagnosable(run: ExerciseRun) -> bool:
    """Tell whether there is a wrong answer to look at, and no fault of ours."""
    nothing = (Verdict.MISSING, Verdict.NOT_ATTEMPTED, Verdict.GRADER_ERROR)
    return passed_share(run.outcomes) < 1 and not run.saw(*nothing)
