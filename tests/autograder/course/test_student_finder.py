"""Who is who: one rule for collect, grade, grades and exports."""

import pytest

from autograder.common.errors import UserError
from autograder.course import roster
from autograder.course.student_finder import StudentFinder

ROSTER = (
    "id,name,email,login,canvas_id\n"
    "s001,Jane Doe,jane@x.example,jdoe,7001\n"
    "s002,Bob Berg,bob@x.example,j_berg,7002\n"
    "berg,Karl Iceberg,karl@x.example,,7003\n"
    "zo\u00eb,Zo\u00eb M\u00fcller,zm@x.example,,\n"
    "00042,Li Lei,li@x.example,,\n"
)
FINDER = StudentFinder(roster.parse_roster(ROSTER))


@pytest.mark.parametrize(
    "said, found",
    [
        ("s001", "s001"),
        ("S001", "s001"),
        ("JDoe", "s001"),
        ("Jane@X.example", "s001"),
        ("J_Berg", "s002"),
        ("zoe\u0308", "zo\u00eb"),
        ("ZOE\u0308", "zo\u00eb"),
        ("\uff33\uff10\uff10\uff11", "s001"),
        ("s001 ", "s001"),
    ],
)
def test_student_is_found_by_id_login_or_address_in_any_spelling(said, found):
    """Case, composed or not, full width: one student."""
    assert FINDER.id_of(said) == found


@pytest.mark.parametrize("said", ["s1", "s0011", "42", "zoe", "Jane Doe", "", "7001"])
def test_nobody_is_found_when_an_id_is_only_near(said):
    """Work is placed by what is sure alone."""
    assert FINDER.find_by_id(said) is None


def test_id_stands_for_itself_without_a_roster():
    """Then nothing says that `S001` and `s001` are one."""
    finder = StudentFinder(None)

    assert (finder.id_of("S001"), finder.id_of("s001")) == ("S001", "s001")


@pytest.mark.parametrize(
    "said, found",
    [
        ("S-001", ["s001"]),
        ("s001 - Copy", ["s001"]),
        ("Doe, Jane", ["s001"]),
        ("Jane Doe_31001_assignsubmission_file", ["s001"]),
        ("jane", ["s001"]),
        ("7002", ["s002"]),
        ("42", ["00042"]),
        ("zoe", ["zo\u00eb"]),
        ("x_berg", ["berg"]),
        ("nobody", []),
        ("", []),
    ],
)
def test_likely_students_are_listed_for_a_person_to_look_at(said, found):
    """Nobody is called missing while something lies there that may be theirs."""
    assert [one.id for one in FINDER.list_likely(said)] == found


def test_longest_id_stands_first_when_several_end_a_name():
    """`Signals_j_berg` ends in a login and in an id."""
    found = FINDER.find_at_end("Signals_j_berg")

    assert [(title, one.id) for title, one in found] == [
        ("Signals", "s002"),
        ("Signals_j", "berg"),
    ]


def test_two_rows_of_a_roster_are_one_student_when_only_the_form_differs():
    """Else a folder of that name would be both's."""
    with pytest.raises(UserError, match="is there twice, first on line 2"):
        roster.parse_roster("id,name,email\nzo\u00eb,A,\nzoe\u0308,B,\n")
