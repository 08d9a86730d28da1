"""From outcomes to points."""

from fractions import Fraction

import pytest

from autograder.grading import scoring
from autograder.model import Exercise, Kind, Verdict
from autograder.report import Outcome, passed_share

EXERCISE = Exercise(name="total", notebook="sums", kind=Kind.CODE, points=Fraction(4))


def outcome(verdict, weight=1.0):
    return Outcome(test=f"test_{verdict}", verdict=verdict, weight=weight)


@pytest.mark.parametrize(
    "verdicts,share",
    [
        (["PASSED", "PASSED"], Fraction(1)),
        (["PASSED", "WRONG", "BLOCKED"], Fraction(1, 3)),
        (["NOT_ATTEMPTED", "NOT_ATTEMPTED"], Fraction(0)),
        (["PASSED", "WRONG", "GRADER_ERROR"], Fraction(1, 2)),
        (["GRADER_ERROR"], Fraction(1)),
    ],
)
def test_share_is_the_passed_weight(verdicts, share):
    """Points go by weight, and our own fault takes none away."""
    outcomes = [outcome(Verdict(verdict)) for verdict in verdicts]

    assert share == passed_share(outcomes)


def test_weights_count():
    """A test of weight 3 is worth three of weight 1."""
    outcomes = [outcome(Verdict.PASSED, 3.0), outcome(Verdict.WRONG, 1.0)]

    assert scoring.score_exercise(EXERCISE, outcomes).score == 3.0


def test_thirds_add_up_exactly():
    """Three thirds of a point are a point: fractions are added, not rounded floats."""
    third = [outcome(Verdict.PASSED), outcome(Verdict.WRONG), outcome(Verdict.WRONG)]
    one = Exercise(name="a", notebook="n", kind=Kind.CODE, points=Fraction(1))
    results = [scoring.score_exercise(one, third)] * 3

    assert scoring.total_points(results) == (1.0, 3.0, 0.0)


def test_exact_points_are_those_before_rounding():
    """A third of a point is a third; a Report's float is near it only."""
    third = [outcome(Verdict.PASSED), outcome(Verdict.WRONG), outcome(Verdict.WRONG)]
    exercise = Exercise(
        name="a",
        notebook="n",
        kind=Kind.CODE,
        points=Fraction(1),
        bonus=Fraction(1, 2),
    )
    points = scoring.score_exercise(exercise, third).exact

    assert (points.score, points.max_score) == (Fraction(1, 3), 1)
    assert (points.extra_credit, points.max_extra_credit) == (Fraction(1, 6), 0.5)


@pytest.mark.parametrize(
    "verdicts,verdict",
    [
        (["PASSED"], "PASSED"),
        (["PASSED", "BLOCKED", "RAISED", "WRONG"], "RAISED"),
        (["WRONG", "GRADER_ERROR"], "GRADER_ERROR"),
        (["BLOCKED"], "BLOCKED"),
        ([], "GRADER_ERROR"),
    ],
)
def test_verdict_is_the_first_cause(verdicts, verdict):
    """One word stands for an exercise: our fault, else the first failure's cause."""
    outcomes = [outcome(Verdict(one)) for one in verdicts]

    assert verdict == scoring.verdict_of(outcomes)


def test_written_question_waits_for_a_person():
    """A written question has neither score nor verdict, and counts in no total."""
    written = Exercise(
        name="why", notebook="n", kind=Kind.WRITTEN, points=Fraction(5, 2)
    )
    result = scoring.score_exercise(written, [])

    assert (result.score, result.verdict, result.max_score) == (None, None, 2.5)
    assert (result.exact.score, result.exact.max_score) == (0, Fraction(5, 2))
    assert scoring.total_points([result]) == (0.0, 0.0, 0.0)
    assert scoring.status_of([result]) == "graded"


def test_bonus_is_extra_credit():
    """A bonus raises the extra credit, never the score or the maximum."""
    bonus = Exercise(
        name="b", notebook="n", kind=Kind.CODE, points=Fraction(0), bonus=Fraction(3)
    )
    result = scoring.score_exercise(bonus, [outcome(Verdict.PASSED)])

    assert scoring.total_points([result]) == (0.0, 0.0, 3.0)
    assert result.extra_credit == 3.0


def test_our_fault_leaves_the_report_open():
    """One GRADER_ERROR is enough for a Report not to be final."""
    results = [scoring.score_exercise(EXERCISE, [outcome(Verdict.GRADER_ERROR)])]

    assert scoring.status_of(results) == "not_graded"
