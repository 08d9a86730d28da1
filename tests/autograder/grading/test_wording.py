"""Shared wording: points, verdicts, states."""

import pytest

from autograder.grading import wording
from autograder.grading.wording import ExerciseState
from autograder.model import Verdict
from tests.sample_reports import exercise, outcome, passed, report, written


@pytest.mark.parametrize(
    "value, text",
    [(7, "7"), (7.5, "7.5"), (8 / 3, "2.67"), (0, "0"), (10, "10"), (0.999, "1")],
)
def test_points_drop_trailing_zeros(value, text):
    """Points are shown to 0.01 and no longer than needed."""
    assert text == wording.format_points(value)


def test_score_names_extra_credit_when_there_is_some():
    """A bonus exercise shows what it earned beyond the maximum."""
    bonus = exercise("adam", 0, max_extra_credit=3.0, extra_credit=1.5)
    both = exercise("adam", 4, max_extra_credit=3.0, extra_credit=3.0)

    assert wording.format_score(bonus) == "+1.5 of 3 extra"
    assert wording.format_score(both) == "4 / 4, +3 of 3 extra"
    assert wording.format_score(written()) == "– / 2.5"


def test_title_falls_back_to_the_name_when_empty():
    """An assignment without a title is called by its name."""
    assert wording.report_title(report(title="")) == "cross_entropy"


def test_every_verdict_has_words():
    """No verdict is shown by its code."""
    assert set(Verdict) == set(wording.VERDICT_WORDS)


def test_rubric_is_made_of_the_name_when_there_is_none():
    """A test without a docstring still says what it looked at."""
    nameless = outcome(rubric="", test="test_rows_sum_to_one")

    assert wording.rubric_sentence(nameless) == "Rows sum to one."


def test_our_fault_keeps_its_details_from_the_student():
    """A message about our machine is for the TA."""
    ours = outcome(Verdict.GRADER_ERROR, message="disk is full")

    assert wording.explain_outcome(ours) == wording.NOT_OURS_TO_TAKE


@pytest.mark.parametrize(
    "result, state",
    [
        (exercise(), ExerciseState.RIGHT),
        (written(), ExerciseState.UNREAD),
        (exercise(outcomes=[outcome(Verdict.MISSING)]), ExerciseState.EMPTY),
        (exercise(outcomes=[outcome(Verdict.NOT_ATTEMPTED)]), ExerciseState.EMPTY),
        (
            exercise(outcomes=[outcome(Verdict.NOT_ATTEMPTED), outcome()]),
            ExerciseState.LOST,
        ),
        (exercise(outcomes=[outcome(Verdict.GRADER_ERROR)]), ExerciseState.OURS),
        (
            exercise(outcomes=[outcome(Verdict.GRADER_ERROR), outcome(Verdict.WRONG)]),
            ExerciseState.LOST,
        ),
        (
            exercise(outcomes=[outcome(Verdict.BLOCKED)], verdict="BLOCKED"),
            ExerciseState.LOST,
        ),
    ],
)
def test_state_says_where_an_exercise_stands(result, state):
    """Each mixture of outcomes has one place on the page."""
    assert state is wording.exercise_state(result)


def test_waiting_names_the_cause_by_its_rubric():
    """A blocked test says what it needs in words, not by a test's name."""
    wrong = outcome(Verdict.WRONG, "Values are right.", test="test_values[3]")
    first, second = (
        outcome(Verdict.BLOCKED, message="not run: needs `test_values`"),
        outcome(Verdict.BLOCKED, message="it calls a function"),
    )

    waiting = wording.group_blocked([*passed("Shape."), wrong, first, second])

    expected = {"needs “Values are right.”": [first], "it calls a function": [second]}
    assert expected == waiting


def test_waiting_has_a_reason_when_the_outcome_gives_none():
    """A blocked test is never shown without a cause."""
    silent = outcome(Verdict.BLOCKED)

    assert {"something else failed first": [silent]} == wording.group_blocked([silent])
