"""Judge one answer as it stands, and without the mistakes of earlier ones.

One mistake costs once: an exercise that calls earlier ones of the student's is judged
again with right versions in the place of those that are wrong or not there, and the
better counts. Only what an exercise is called itself cannot be replaced.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from autograder.grading import tracing
from autograder.grading.suite import LOSSES, Bench, ExerciseRun, Suite
from autograder.likeness import Trace
from autograder.model import Exercise, Kind, Verdict
from autograder.report import ExerciseResult, passed_share
from autograder.sandbox.callbacks import passes_keywords_on
from autograder.sandbox.faults import WorkerLost
from autograder.student import Student


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

    suite: Suite
    reference: SimpleNamespace
    secret: bytes
    honest: Callable[[], Student]
    """the reference as a submission, opened when first needed"""
    together: Sequence[Sequence[str]] = ()
    """exercises that only fit each other"""

    def best_run(
        self, exercise: Exercise, student: Student, wrong: Sequence[ExerciseResult]
    ) -> "BestRun":
        """Judge an answer as it stands, and with right versions of earlier wrong ones.

        Where later cells changed what it uses, also with all names as they were when
        it was defined. What hangs or kills its worker is replaced first: as it stands
        it would only do so again.
        """
        replaced = [
            name
            for name in self._with_partners([one.name for one in wrong])
            if name != exercise.name
        ]
        ways: list[Sequence[str]] = [(), replaced] if replaced else [()]
        if any(one.verdict in LOSSES for one in wrong):
            ways.reverse()
        changed = bool(student.overwritten(exercise.name, earlier=True))
        runs: list[BestRun] = []
        for earlier in (False, True) if changed else (False,):
            for names in ways:
                run, used = self._run_suite(exercise, student, names, earlier=earlier)
                runs.append(BestRun(run, used, earlier))
                if run.absent or passed_share(run.outcomes) == 1:
                    return max(runs, key=lambda one: one.rank)
                if names and not used:  # without it, it would be the same
                    break
        return max(runs, key=lambda one: one.rank)

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
        names = self._with_partners([one.name for one in wrong])
        versions = {
            name: getattr(self.honest(), name)
            for name in names
            if name != exercise.name
        }
        bench = self.bench(student, tracing.SEED.encode(), digest=tracing.SEED)
        lost = {one.test: one.verdict for one in run.outcomes if one.verdict in LOSSES}
        with self._replacing(student, exercise, versions):
            return tracing.trace(self.suite.tests[exercise.name], bench, lost)

    def _with_partners(self, names: Sequence[str]) -> list[str]:
        """Add what only fits together with one of these."""
        groups = self.together
        partners = [one for group in groups if set(group) & set(names) for one in group]
        return list(dict.fromkeys([*names, *partners]))

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
        student.earlier = earlier
        try:
            with self.standing_in(exercise, student, replaced) as used:
                run = self.suite.run(exercise, self.bench(student, self.secret))
        finally:
            student.earlier = False
        return run, [name for name in replaced if name in used]

    @contextmanager
    def standing_in(
        self, exercise: Exercise, student: Student, replaced: Sequence[str]
    ) -> Iterator[set[str]]:
        """Have right versions stand in for these answers; give who is called, later.

        The right versions run in a worker of their own and are called back, so the
        reference's code never comes near the student's.
        """
        used: set[str] = set()

        def stand_in(name: str) -> Callable[..., Any]:
            right = getattr(self.honest(), name)

            @passes_keywords_on
            def call(*args: Any, **kwargs: Any) -> Any:
                used.add(name)
                try:
                    return right(*args, **kwargs)
                except WorkerLost:
                    # It may have been worn out by what others asked of it.
                    return right(*args, **kwargs)

            return call

        versions = {name: stand_in(name) for name in replaced}
        with self._replacing(student, exercise, versions):
            yield used

    @contextmanager
    def _replacing(
        self,
        student: Student,
        exercise: Exercise,
        versions: Mapping[str, Callable[..., Any]],
    ) -> Iterator[None]:
        """Put right versions in place, also for what the tests call themselves.

        Not where only the student's own can be: what fits only together with the
        exercise is called by its tests to prepare for it.
        """
        partners = self._with_partners([exercise.name])
        student.bound = dict(versions)
        student.instead = frozenset(versions) - frozenset(partners)
        try:
            yield
        finally:
            student.bound = {}
            student.instead = frozenset()

    def bench(
        self, student: Student, secret: bytes, digest: str | None = None
    ) -> Bench:
        """Give what the tests of one submission work with."""
        return Bench(
            student=student,
            reference=self.reference,
            secret=secret,
            honest=self.honest,
            digest=digest,
        )


def is_wrong(result: ExerciseResult) -> bool:
    """Tell whether later exercises should be judged without this answer."""
    judged = result.kind is not Kind.WRITTEN
    return judged and result.verdict not in (Verdict.PASSED, Verdict.GRADER_ERROR)


def is_diagnosable(run: ExerciseRun) -> bool:
    """Tell whether there is a wrong answer to look at, and no fault of ours."""
    nothing = (Verdict.MISSING, Verdict.NOT_ATTEMPTED, Verdict.GRADER_ERROR)
    return passed_share(run.outcomes) < 1 and not run.saw(*nothing)
