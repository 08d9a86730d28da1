"""The matrix answer × hidden test: what is lost, alone, idle, unsteady."""

import pytest

from autograder.common.errors import UserError
from autograder.model import Verdict
from autograder.tools.certify import matrix
from autograder.tools.certify.matrix import Label, LostCatch, Matrix

PASSED, WRONG, RAISED, BLOCKED = (
    Verdict.PASSED,
    Verdict.WRONG,
    Verdict.RAISED,
    Verdict.BLOCKED,
)
TESTS = ("test_values[1]", "test_values[2]", "test_empty", "test_shape")


def label(name, shelf="misconceptions"):
    return Label(shelf, "total", name)


def rows(seeds=1, **letters):
    """Give a matrix of misconceptions of one exercise."""
    named = {label(name): row for name, row in letters.items()}
    return Matrix(seeds, {"total": TESTS}, named)


def seen(*verdicts):
    return dict(zip(TESTS, verdicts, strict=False))


def test_letters_tell_what_depends_on_the_seed():
    """A test that fails an answer under some seeds only is no catch."""
    found = matrix.merge_verdicts(
        [
            (label("a"), seen(WRONG, PASSED, WRONG, BLOCKED)),
            (label("a"), seen(RAISED, PASSED, PASSED, WRONG)),
        ],
        seeds=2,
    )

    assert found.rows == {label("a"): "W.~~"}
    assert found.catchers(label("a")) == ["test_values[1]"]


def test_text_has_a_line_for_each_answer_and_is_read_again():
    """A changed answer changes one line of the committed file."""
    made = rows(b="W..R", a="..W.")
    text = made.to_json()

    assert ' "total/a": "..W."' in text
    assert text.index("total/a") < text.index("total/b")
    assert made == Matrix.from_json(text)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{",
        '{"seeds": 1, "tests": {}, "accepted": {"total/a": "."}}',
        '{"seeds": 1, "tests": {"total": ["t"]}, "accepted": {"total/a": ".."}}',
    ],
)
def test_broken_file_is_refused_with_a_hint(text):
    """A file that is not a matrix is nothing to compare with."""
    with pytest.raises(UserError) as caught:
        Matrix.from_json(text)

    assert "--accept" in caught.value.hint


def test_lost_catches_are_found_test_by_test():
    """A catch is lost although another test still has the answer."""
    before, now = rows(a="WW.R", b="W..~"), rows(a="WW..", b="R...")

    assert matrix.find_lost_catches(before, now) == [
        LostCatch(label("a"), "test_shape")
    ]


def test_catch_that_now_depends_on_the_seed_is_lost():
    """A catch means every seed."""
    assert matrix.find_lost_catches(rows(a="W..."), rows(a="~...")) == [
        LostCatch(label("a"), "test_values[1]")
    ]


def test_vanished_answer_and_vanished_test_are_losses():
    """Neither an answer nor a test that caught something goes unnoticed."""
    fewer = Matrix(1, {"total": TESTS[:3]}, {label("a"): "W.."})

    assert matrix.find_lost_catches(rows(a="W..W", b="W..."), fewer) == [
        LostCatch(label("a"), "test_shape"),
        LostCatch(label("b")),
    ]


def test_nothing_is_lost_when_more_is_caught():
    """New catches, tests and answers are no loss, but are not recorded yet."""
    before, now = rows(a="W..."), rows(a="WW.W", b="W...")

    assert matrix.find_lost_catches(before, now) == []
    assert matrix.find_unrecorded(before, now) == [label("b")]


def test_new_test_makes_answers_unrecorded():
    """The row of an answer lacks what a new test made of it."""
    before = Matrix(1, {"total": TESTS[:1]}, {label("a"): "W"})

    assert matrix.find_unrecorded(before, rows(a="W...")) == [label("a")]
    assert matrix.find_unrecorded(Matrix(), rows(a="W...")) == [label("a")]


def test_accepting_fewer_seeds_keeps_what_more_seeds_found():
    """What hangs on the seed is not forgotten by a run over one seed."""
    before, now = rows(20, a="W~.."), rows(1, a="WWW.", b="W...")

    assert matrix.accept_matrix(before, now) == rows(20, a="W~W.", b="W...")
    assert matrix.accept_matrix(now, before) == before


def test_answer_caught_by_one_function_is_told():
    """Parametrised tests are one function; accepted answers do not count."""
    made = rows(a="WW..", b="W.W.", c="~..R")
    right = Matrix(1, made.tests, {label("d", "accepted"): "...W"})

    assert matrix.caught_by_one(made) == [
        (label("a"), "test_values"),
        (label("c"), "test_shape"),
    ]
    assert matrix.caught_by_one(right) == []


def test_idle_tests_catch_nothing_of_their_own():
    """What every other test catches too is no reason for a test."""
    assert matrix.find_idle_tests(rows(a="W.W.", b="W.WW", c="...W")) == [
        ("total", "test_empty")
    ]


def test_unsteady_tests_name_their_answers():
    """A verdict that hangs on the seed is told by test."""
    assert matrix.find_unsteady(rows(a="~...", b="~..W")) == {
        ("total", "test_values[1]"): ["a", "b"]
    }
