"""From outcomes to points: exact fractions, no effects."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

from autograder.model import Answer, Exercise, Kind, Verdict
from autograder.report import ExerciseResult, Figure, Outcome, Probe, passed_share


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
    share, score, verdict = Fraction(0), None, None
    if exercise.kind is not Kind.WRITTEN:  # else a person decides
        share, verdict = passed_share(outcomes), verdict_of(outcomes)
        score = float(exercise.points * share)
    return ExerciseResult(
        name=exercise.name,
        notebook=exercise.notebook,
        kind=exercise.kind,
        lecture=exercise.lecture,
        score=score,
        max_score=float(exercise.points),
        extra_credit=float(exercise.bonus * share),
        max_extra_credit=float(exercise.bonus),
        verdict=verdict,
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
    notes = [note for note in [answer.note] if note]
    if answer.attempted:
        return result.model_copy(update={"notes": tuple(notes)})
    if answer.elsewhere:
        notes.append(f"{ELSEWHERE}: {_name_some(answer.elsewhere)}")
        return result.model_copy(update={"notes": tuple(notes)})
    update = {"verdict": Verdict.NOT_ATTEMPTED, "notes": (*notes, LEFT_BLANK)}
    return result.model_copy(update=update)


LEFT_BLANK = "left blank"
ELSEWHERE = "its cell is blank, so a person looks at what may be the answer"
MAX_NAMED = 6


def _name_some(names: Sequence[str]) -> str:
    named, more = ", ".join(names[:MAX_NAMED]), len(names) - MAX_NAMED
    if more > 0:
        return f"{named} and {more} more"
    return named


def verdict_of(outcomes: Sequence[Outcome]) -> Verdict:
    """Give one word for an exercise: our fault first, then the first failure's."""
    verdicts = [outcome.verdict for outcome in outcomes]
    if Verdict.GRADER_ERROR in verdicts or not verdicts:
        return Verdict.GRADER_ERROR
    failures = [verdict for verdict in verdicts if verdict is not Verdict.PASSED]
    # What was not run waits for something that failed: that is the cause.
    causes = [verdict for verdict in failures if verdict is not Verdict.BLOCKED]
    return next(iter([*causes, *failures]), Verdict.PASSED)


def total_points(exercises: Sequence[ExerciseResult]) -> tuple[float, float, float]:
    """Add up score, max_score and extra credit; written questions are a person's."""
    graded = [one.exact for one in exercises if one.kind is not Kind.WRITTEN]
    score = sum((points.score for points in graded), Fraction(0))
    best = sum((points.max_score for points in graded), Fraction(0))
    extra = sum((points.extra_credit for points in graded), Fraction(0))
    return float(score), float(best), float(extra)


def status_of(exercises: Iterable[ExerciseResult]) -> Literal["graded", "not_graded"]:
    """Tell whether our own fault kept anything from being graded."""
    if any(one.verdict is Verdict.GRADER_ERROR for one in exercises):
        return "not_graded"
    return "graded"
