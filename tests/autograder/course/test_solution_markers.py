"""Lines that look like nbgrader's markers: what is one, what is none, what is alone."""

import pytest
from traitlets.config import Config

from autograder.course.solution_markers import (
    USUAL,
    Delimiters,
    find_stray_markers,
    looks_like_marker,
    read_delimiters,
)
from tests.minicourse import cell, markdown


@pytest.mark.parametrize(
    "line",
    [
        "### BEGIN HIDDEN TEST",
        "### begin hidden tests",
        "### BEGIN  HIDDEN TESTS",
        "#BEGIN_HIDDEN_TESTS",
        "### BEGINHIDDENTESTS",
        "### BEGN SOLUTION",
        "### BEIGN SOLUTION",
        "### BEGIN SOLUTON",
        "### EDN SOLUTION",
        "### END HIDEN TESTS",
        "### START HIDDEN TESTS",
        "# begin: hidden tests (n = 1)",
        "BEGIN MARKING SCHEME",
        "<!-- Begin Solution -->",
        "*END MARKSCHEME*",
        "### \uff22\uff25\uff27\uff29\uff2e SOLUTION",
    ],
)
def test_misspelt_marker_is_told_in_code_and_text(line):
    """Another case, other spacing, a letter too few: nbgrader would leave it in."""
    for found in (cell(source=f"x = 1\n{line}\ny = 2"), markdown(source=line)):
        said = [said for said, _ in find_stray_markers(found)]

        assert len(said) == 1
        assert "looks like a marker of nbgrader's and is none" in said[0]


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # END SOLUTIONS",
        "### BEGIN TESTS",
        "#### end",
        "### AUTOTEST f(3)",
        "# HASHED AUTOTEST f(3)",
        "# HIDDEN TESTS BEGIN",
        "### Solution begin",
        "# tests hidden: begin",
        "# hidden tests start here",
        "### HIDDEN TESTS",
        "# region HIDDEN TESTS",
        "### FINISH HIDDEN TESTS",
        "# end of the solution",
        "x = 1  # hidden tests end here",
    ],
)
def test_comment_that_looks_like_a_marker_is_told_in_code(line):
    """Three signs and BEGIN mark something, and autotests are not made here."""
    assert looks_like_marker(line, is_code=True)


@pytest.mark.parametrize(
    "line",
    [
        "Hidden tests look at more than these.",
        "and solutions of both kinds",
        "The end solves nothing.",
        "Begin with the shapes.",
        "In the end, hidden units saturate.",
        "### Exercise `end_of_line`",
        "# start of the hidden layer",
        "# starts with solving",
        "ends = 3  # ends here",
        "Begin hidden units at zero.",
        "# end of hidden layer",
        "- start: hidden layer",
        "Start hidden weights small.",
        "The end solution is unique.",
        "# hidden units, then tests",
        "# tests",
    ],
)
def test_other_words_are_no_marker(line):
    """What students should read is released."""
    assert not looks_like_marker(line, is_code=True)
    assert not looks_like_marker(line, is_code=False)


@pytest.mark.parametrize(
    "line",
    [
        "Stop! Hidden tests decide the grade.",
        "Start solution from zeros, then walk.",
        "| start | solution |",
    ],
)
def test_sentence_that_begins_like_a_marker_is_none_in_text(line):
    """In code it is refused: there it can be written in another way."""
    assert looks_like_marker(line, is_code=True)
    assert not looks_like_marker(line, is_code=False)


@pytest.mark.parametrize(
    "line", ["### begin solution for part a", "BEGIN MARK SCHEME for TAs"]
)
def test_marker_with_more_words_is_told_in_text(line):
    """What is dressed as a marker, or in capitals, is no sentence."""
    assert looks_like_marker(line, is_code=False)


@pytest.mark.parametrize("line", ["end_hidden = 3", "begin_solution(x)"])
def test_names_of_code_are_no_marker(line):
    """What computes marks nothing."""
    assert not looks_like_marker(line, is_code=True)


@pytest.mark.parametrize("kind", ["SOLUTION", "HIDDEN TESTS", "MARK SCHEME"])
@pytest.mark.parametrize(
    "lines, alone",
    [
        ("### BEGIN {0}\nx\n### END {0}", []),
        ("    # BEGIN {0}: more\nx\n-- END {0} --", []),
        ("### BEGIN {0}\nx", ["line 1: `BEGIN {0}` has no `END {0}`"]),
        ("x\n### END {0}", ["line 2: `END {0}` has no `BEGIN {0}`"]),
        (
            "### BEGIN {0}\n### BEGIN {0}\nx\n### END {0}\n### END {0}",
            [
                "line 1: `BEGIN {0}` has no `END {0}`",
                "line 5: `END {0}` has no `BEGIN {0}`",
            ],
        ),
    ],
)
def test_marker_without_its_other_half_is_told(kind, lines, alone):
    """Nbgrader drops an END alone, and releases what stands above it."""
    found = find_stray_markers(cell(source=lines.format(kind)))

    assert [one.format(kind) for one in alone] == [said for said, _ in found]


def test_delimiters_are_those_of_the_course():
    """What its configuration does not name begins and ends as ever."""
    config = Config()
    config.ClearHiddenTests.begin_test_delimeter = "VERSTECKT"
    config.ClearHiddenTests.end_test_delimeter = "OFFEN"
    known = read_delimiters(config)
    found = find_stray_markers(cell(source="# VERSTECKT\nx\n# OFFEN"), known)

    assert known == (USUAL[0], Delimiters("VERSTECKT", "OFFEN"), USUAL[2])
    assert list(found) == []
