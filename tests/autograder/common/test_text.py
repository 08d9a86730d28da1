"""Text that is shown: nothing in it can be obeyed; fragments become sentences."""

import pytest

from autograder.common.text import (
    count_noun,
    list_few_names,
    make_sentence,
    make_visible,
    suggest_closest,
    suggest_names,
)


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
    assert shown == make_visible(text)


def test_long_text_is_cut_with_an_ellipsis():
    """The cut text has the asked length."""
    assert make_visible("abcdef", 4) == "abc…"


def test_line_ends_stay_when_asked_for():
    """A printed value keeps its lines, and only those."""
    assert make_visible("a\nb\r", lines=True) == "a\nb\\r"


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
    assert expected == make_sentence(text)


@pytest.mark.parametrize(
    "number, expected", [(0, "0 tests"), (1, "1 test"), (2, "2 tests")]
)
def test_nouns_are_counted(number, expected):
    """One of a thing has no plural."""
    assert expected == count_noun(number, "test")


@pytest.mark.parametrize(
    "name, expected", [("sotfmax", "did you mean `softmax`?"), ("nothing", "")]
)
def test_nearest_name_is_asked_for(name, expected):
    """A name that is near no other is left alone."""
    assert expected == suggest_closest(name, ["softmax", "accuracy"])


@pytest.mark.parametrize(
    "name, question",
    [
        ("s011", ""),
        ("s01", "`s01` is in 2 names: `s011`, `s012`"),
        ("ada", "did you mean `adam`?"),
        ("s013", "near it are `s011`, `s012`"),
        ("adan", "did you mean `adam`?"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_what_was_meant_is_one_question(name, question):
    """A part of a name, or a near one; nothing for a known or a strange name."""
    assert question == suggest_names(name, ["s011", "s012", "adam"])


def test_few_names_are_listed_and_the_rest_counted():
    """A hint stays one line however many there are."""
    names = [f"s{number:03}" for number in range(10)]

    assert list_few_names([]) == "none"
    assert list_few_names(names[:2]) == "`s000`, `s001`"
    assert list_few_names(names).endswith("`s007` and 2 more")
