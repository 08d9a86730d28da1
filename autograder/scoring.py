"""From outcomes to points: exact fractions, no effects."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from autograder.model import Answer, Exercise, Kind, Verdict
from autograder.report import ExerciseResult, Figure, Outcome, Probe


def score_exercise(
    exercise: Exercise,
    outcomes: Sequence[Outcome],
    *,
    notes: Sequence[str] = (),
    probe: Probe | None = None,
    figures: Sequence[Figure] = (),
) -> ExerciseResult:
    """Score one exercise: its points times the passed share of its tests' weight.

    A GRADER_ERROR is left out of the share, so that it costs nothing. An exercise
    that nothing of ours could judge keeps all its points until it is graded again.
    """
    written = exercise.kind is Kind.WRITTEN
    share = Fraction(0) if written else passed_share(outcomes)
    return ExerciseResult(
        name=exercise.name,
        notebook=exercise.notebook,
        kind=exercise.kind,
        lecture=exercise.lecture,
        score=None if written else float(exercise.points * share),
        max_score=float(exercise.points),
        extra_credit=float(exercise.bonus * share),
        max_extra_credit=float(exercise.bonus),
        verdict=None if written else verdict_of(outcomes),
        outcomes=tuple(outcomes),
        notes=tuple(notes),
        probe=probe,
        figures=tuple(figures),
    )


def score_written(exercise: Exercise, answer: Answer | None) -> ExerciseResult:
    """Leave an answer in words to a person, but for one that was left blank.

    Args:
        exercise: the question.
        answer: what was found; None when the notebook could not be read.
    """
    result = score_exercise(exercise, [])
    if answer is None:
        return result
    notes = [answer.note] if answer.note else []
    if answer.attempted:
        return result.model_copy(update={"notes": tuple(notes)})
    if answer.elsewhere:
        notes.append(f"{ELSEWHERE}: {_few(answer.elsewhere)}")
        return result.model_copy(update={"notes": tuple(notes)})
    update = {"verdict": Verdict.NOT_ATTEMPTED, "notes": (*notes, LEFT_BLANK)}
    return result.model_copy(update=update)


LEFT_BLANK = "left blank"
ELSEWHERE = "its cell is blank, so a person looks at what may be the answer"
MAX_NAMED = 6


def _few(names: Sequence[str]) -> str:
    more = len(names) - MAX_NAMED
    return ", ".join(names[:MAX_NAMED]) + (f" and {more} more" if more > 0 else "")


def passed_share(outcomes: Iterable[Outcome]) -> Fraction:
    """Give the passed part of the weight that could be judged, from 0 to 1."""
    return _share(tuple((one.verdict, one.weight) for one in outcomes))


@lru_cache(maxsize=1000)  # asked for often, and most submissions come to the same
def _share(outcomes: tuple[tuple[Verdict, float], ...]) -> Fraction:
    judged = [one for one in outcomes if one[0] is not Verdict.GRADER_ERROR]
    total = sum((Fraction(str(weight)) for _, weight in judged), Fraction(0))
    passed = (Fraction(str(w)) for verdict, w in judged if verdict is Verdict.PASSED)
    return sum(passed, Fraction(0)) / total if total else Fraction(1)


def verdict_of(outcomes: Sequence[Outcome]) -> Verdict:
    """Give one word for an exercise: our fault first, then the first failure's."""
    verdicts = [outcome.verdict for outcome in outcomes]
    if Verdict.GRADER_ERROR in verdicts or not verdicts:
        return Verdict.GRADER_ERROR
    failures = [verdict for verdict in verdicts if verdict is not Verdict.PASSED]
    causes = [verdict for verdict in failures if verdict is not Verdict.BLOCKED]
    return next(iter([*causes, *failures]), Verdict.PASSED)


def totals(exercises: Sequence[ExerciseResult]) -> tuple[float, float, float]:
    """Add up score, max_score and extra credit; written questions are a person's."""
    graded = [one for one in exercises if one.kind is not Kind.WRITTEN]
    score = sum((_points(one) for one in graded), Fraction(0))
    best = sum((Fraction(str(one.max_score)) for one in graded), Fraction(0))
    extra = sum((_extra(one) for one in graded), Fraction(0))
    return float(score), float(best), float(extra)


def status_of(exercises: Iterable[ExerciseResult]) -> Literal["graded", "not_graded"]:
    """Tell whether our own fault kept anything from being graded."""
    ours = any(one.verdict is Verdict.GRADER_ERROR for one in exercises)
    return "not_graded" if ours else "graded"


def _points(result: ExerciseResult) -> Fraction:
    return Fraction(str(result.max_score)) * passed_share(result.outcomes)


def _extra(result: ExerciseResult) -> Fraction:
    return Fraction(str(result.max_extra_credit)) * passed_share(result.outcomes)
