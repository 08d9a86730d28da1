"""Marks planted in a hidden suite are in nothing that a student gets."""

import pytest

from autograder.courses.course import Course
from autograder.model import Verdict
from autograder.runs import batch
from tests.minicourse import STUB, hand_in, solved, write_course

pytestmark = pytest.mark.sandbox

INPUT = "271828.1828"
"""a hidden input, as any code would print it"""

DIGITS = "271828"

SUITE = f'''\
"""PLANTED-MODULE-DOCSTRING"""

import pytest

from autograder.checks import assert_number

PLANTED_CONSTANT = "PLANTED-TEXT"


def test_values(student, reference):
    """The values are added up."""
    # PLANTED-COMMENT
    planted_variable = [{INPUT}, 1.0]
    assert_number(student.total(planted_variable), reference.total(planted_variable))


def test_falls_over(student):
    """The total of two numbers is a number."""
    if student.total([1.0, 2.0]) != 3.0:
        raise RuntimeError("PLANTED-ERROR " + PLANTED_CONSTANT)


def test_asserts(student):
    """Zeros add up to zero."""
    assert student.total([0.0, 0.0]) == 0.0, "PLANTED-" + "ASSERTION"
'''

MARKS = ("PLANTED", "planted", DIGITS, "RuntimeError(", "Traceback", "test_total.py")

PRINTS = """\
def total(values):
    print("SAW", list(values))
    import sys, warnings
    print("SAW", list(values), file=sys.stderr)
    warnings.warn(f"SAW {list(values)}")
    return 0.5
"""
RAISES = """\
def total(values):
    raise ValueError(f"SAW {list(values)}")
"""
NAMES = """\
def total(values):
    kind = type("E" + str(values[0]).replace(".", "_"), (Exception,), {})
    raise kind(values)
"""
RETURNS = "def total(values):\n    return repr(list(values))"
FRAMES = """\
def total(values):
    import inspect
    told = [str(frame) for frame in inspect.stack()]
    raise ValueError(f"SAW {told} {list(values)}")
"""
REMEMBERS = """\
seen = []
def total(values):
    seen.append(list(values))
    if len(seen) > 1:
        raise ValueError(f"SAW {seen}")
    return 0.5
"""
ANSWERS = {
    "prints": PRINTS,
    "raises": RAISES,
    "names": NAMES,
    "returns": RETURNS,
    "frames": FRAMES,
    "remembers": REMEMBERS,
    "wrong": "def total(values):\n    return 0.5",
    "empty": STUB.format(name="total"),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Give a course with a planted suite, after grading."""
    assignment = write_course(tmp_path_factory.mktemp("planted"))
    (assignment.hidden / "test_total.py").write_text(SUITE)
    assignment = Course.find(assignment.course.root).assignment("sums")
    for student, answer in ANSWERS.items():
        hand_in(assignment, student, solved(total=answer))
    return assignment, batch.grade_all(assignment, list(ANSWERS))


@pytest.mark.parametrize("student", ANSWERS)
def test_no_mark_is_in_what_a_student_gets(graded, student):
    """Neither source nor input nor traceback, on the page or in the notebook."""
    assignment, _ = graded
    root = assignment.course.root
    folders = [root / step / student for step in ("feedback", "autograded")]
    files = [path for one in folders for path in one.rglob("*") if path.is_file()]
    texts = {path: path.read_text("utf-8") for path in files}
    found = [
        (path.name, mark) for path in files for mark in MARKS if mark in texts[path]
    ]

    assert len(files) >= 2
    assert found == []


def test_marks_are_found_where_they_may_be(graded):
    """The suite holds them, and each answer lost points to it."""
    assignment, done = graded
    suite = (assignment.hidden / "test_total.py").read_text("utf-8")
    firsts = [report.exercises[0] for report in done.reports]

    assert all(mark in suite for mark in ("PLANTED", "planted", INPUT))
    assert not any(one.score for one in firsts)
    assert {one.verdict for one in firsts} >= {Verdict.WRONG, Verdict.RAISED}
