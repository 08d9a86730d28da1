"""The script that breaks hidden tests: which breaks there are, and that they show."""

import pytest

from autograder.grading.checks import CheckFailed, assert_number, assert_true
from autograder.tools.certify import certify
from autograder.tools.certify.trial_plan import CertifyOptions, plan_trials
from tests.nightly import break_suites
from tests.nightly.break_suites import Break, File

pytestmark = pytest.mark.usefixtures("lent_zygotes")

SOURCE = """\
from autograder.checks import assert_number, assert_true


def test_values(student):
    found = student.total([1, 2])
    seen = assert_number(found, 3.0, rtol=1e-6)
    _small(seen)


def _small(seen):
    assert_true(abs(seen - 3) <= 1e-9, "no")
    assert seen < 4
"""

NAMES = {"assert_number": assert_number, "assert_true": assert_true}


class Student:
    """Adds up, and is off by as much as it is told."""

    def __init__(self, off):
        self.off = off

    def total(self, values):
        return sum(values) + self.off


def broken(kind, at):
    """Give the hidden test with one break."""
    file = File("test_total.py", SOURCE, NAMES)
    return file.broken(kind, at, NAMES)["test_values"]


def passes(test, off=0.0):
    try:
        test(Student(off))
    except (AssertionError, CheckFailed):
        return False
    return True


def test_every_check_and_tolerance_is_broken():
    """Checks are deleted and negated, tolerances widened, wherever they stand."""
    file = File("test_total.py", SOURCE, NAMES)
    found = [(made.kind, made.line, made.function) for made, _ in file.breaks()]

    assert found == [
        ("delete", 6, "test_values"),
        ("delete", 11, "_small"),
        ("delete", 12, "_small"),
        ("negate", 6, "test_values"),
        ("negate", 11, "_small"),
        ("negate", 12, "_small"),
        ("widen", 6, "test_values"),
        ("widen", 11, "_small"),
    ]


@pytest.mark.parametrize("at", range(3))
def test_negated_check_fails_right_code(at):
    """What was asserted is refused."""
    assert not passes(broken("negate", at))


def test_deleted_and_widened_checks_let_through_what_they_caught():
    """The other checks are left as they were."""
    assert passes(broken("delete", 1), off=1e-7)
    assert not passes(broken("delete", 0), off=1e-7)
    assert passes(broken("widen", 1), off=1e-7)
    assert not passes(broken("widen", 0), off=1e-7)
    assert all(passes(broken(kind, 0)) for kind in ("delete", "widen"))


def test_functions_that_reach_a_broken_one_are_found():
    """A helper's break is a break of the tests that call it."""
    file = File("test_total.py", SOURCE, NAMES)

    assert file.users("_small") == {"_small", "test_values"}
    assert file.users("test_values") == {"test_values"}


@pytest.mark.sandbox
def test_breaks_of_the_small_course_turn_it_red(assignment):
    """Deleting, negating or widening the only check of an exercise shows."""
    certificate = certify.certify_assignment(
        assignment, plan_trials(assignment, CertifyOptions()), jobs=1
    )
    certify.write_certificate(assignment, certificate, accept=True)
    root = assignment.course.root
    found = break_suites.break_exercise(root, "sums", "mean", every=1)

    assert [made.kind for made, _ in found] == ["delete", "negate", "widen"]
    assert all(red for _, red in found)
    assert break_suites.break_shared(root, "sums", every=1) == []


@pytest.mark.parametrize("noticed, code", [(9, 0), (8, 1)])
def test_nine_of_ten_are_asked_for(noticed, code, capsys):
    """Fewer are a failure, and what went unnoticed is named."""
    breaks = [Break("test_a.py", line, "delete", "x", "test_a") for line in range(10)]
    found = [("sums", made, made.line < noticed) for made in breaks]

    assert break_suites.report(found) == code
    assert "unnoticed  sums/test_a.py:9 in test_a: delete x" in capsys.readouterr().out
