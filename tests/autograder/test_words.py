"""Shared wording: points, verdicts, states, hostile text."""

import pytest

from autograder import words
from autograder.model import Verdict
from autograder.words import State
from tests.sample_reports import exercise, outcome, passed, report, written


@pytest.mark.parametrize(
    "value, text",
    [(7, "7"), (7.5, "7.5"), (8 / 3, "2.67"), (0, "0"), (10, "10"), (0.999, "1")],
)
def test_points_drop_trailing_zeros(value, text):
    """Points are shown to 0.01 and no longer than needed."""
    assert text == words.points(value)


def test_score_names_extra_credit_when_there_is_some():
    """A bonus exercise shows what it earned beyond the maximum."""
    bonus = exercise("adam", 0, max_extra_credit=3.0, extra_credit=1.5)
    both = exercise("adam", 4, max_extra_credit=3.0, extra_credit=3.0)

    assert words.score(bonus) == "+1.5 of 3 extra"
    assert words.score(both) == "4 / 4, +3 of 3 extra"
    assert words.score(written()) == "– / 2.5"


def test_title_falls_back_to_the_name_when_empty():
    """An assignment without a title is called by its name."""
    assert words.title(report(title="")) == "cross_entropy"


@pytest.mark.parametrize(
    "text, shown",
    [
        ("plain", "plain"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x00\x7f\x9b", "\\x00\\x7f\\x9b"),
        ("\u202eevil\u2066\u200b", "\\u202eevil\\u2066\\u200b"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("a\u00a0b\u2003c", "a b c"),
        ("σ′ × 日本 é", "σ′ × 日本 é"),
        ("e" + "\u0301" * 5, "e" + "\u0301" * 3 + "\\u0301" * 2),
    ],
)
def test_invisible_characters_are_shown(text, shown):
    """Nothing that a terminal or a browser would obey is left."""
    assert shown == words.visible(text)


def test_long_text_is_cut_with_an_ellipsis():
    """The cut text has the asked length."""
    assert words.visible("abcdef", 4) == "abc…"


def test_line_ends_stay_when_asked_for():
    """A printed value keeps its lines, and only those."""
    assert words.visible("a\nb\r", lines=True) == "a\nb\\r"


@pytest.mark.parametrize(
    "text, expected",
    [
        ("it fell", "It fell."),
        ("done!", "Done!"),
        ("`f` is missing", "`f` is missing."),
        ("", ""),
    ],
)
def test_sentence_starts_and_ends_as_one(text, expected):
    """A fragment becomes a sentence."""
    assert expected == words.sentence(text)


def test_every_verdict_has_words():
    """No verdict is shown by its code."""
    assert set(Verdict) == set(words.VERDICTS)


def test_rubric_is_made_of_the_name_when_there_is_none():
    """A test without a docstring still says what it looked at."""
    nameless = outcome(rubric="", test="test_rows_sum_to_one")

    assert words.rubric(nameless) == "Rows sum to one."


def test_our_fault_keeps_its_details_from_the_student():
    """A message about our machine is for the TA."""
    ours = outcome(Verdict.GRADER_ERROR, message="disk is full")

    assert words.meaning(ours) == words.NOT_OURS_TO_TAKE


@pytest.mark.parametrize(
    "result, state",
    [
        (exercise(), State.RIGHT),
        (written(), State.UNREAD),
        (exercise(outcomes=[outcome(Verdict.MISSING)]), State.EMPTY),
        (exercise(outcomes=[outcome(Verdict.NOT_ATTEMPTED)]), State.EMPTY),
        (exercise(outcomes=[outcome(Verdict.NOT_ATTEMPTED), outcome()]), State.LOST),
        (exercise(outcomes=[outcome(Verdict.GRADER_ERROR)]), State.OURS),
        (
            exercise(outcomes=[outcome(Verdict.GRADER_ERROR), outcome(Verdict.WRONG)]),
            State.LOST,
        ),
        (exercise(outcomes=[outcome(Verdict.BLOCKED)], verdict="BLOCKED"), State.LOST),
    ],
)
def test_state_says_where_an_exercise_stands(result, state):
    """Each mixture of outcomes has one place on the page."""
    assert state is words.state(result)


def test_waiting_names_the_cause_by_its_rubric():
    """A blocked test says what it needs in words, not by a test's name."""
    wrong = outcome(Verdict.WRONG, "Values are right.", test="test_values[3]")
    first, second = (
        outcome(Verdict.BLOCKED, message="not run: needs `test_values`"),
        outcome(Verdict.BLOCKED, message="it calls a function"),
    )

    waiting = words.waiting([*passed("Shape."), wrong, first, second])

    expected = {"needs “Values are right.”": [first], "it calls a function": [second]}
    assert expected == waiting


def test_waiting_has_a_reason_when_the_outcome_gives_none():
    """A blocked test is never shown without a cause."""
    silent = outcome(Verdict.BLOCKED)

    assert {"something else failed first": [silent]} == words.waiting([silent])
