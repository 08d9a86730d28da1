"""Marks planted in a hidden suite are in nothing that a student gets."""

import pytest

from autograder.batch import run_batch
from autograder.course.course import Course
from autograder.course.report_store import report_path
from autograder.model import Verdict
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


def test_values_shown(student, record):
    """The curve is right."""
    curve = [student.total([float(n)]) for n in range(3)]
    record.lines("Sums", xlabel="n", ylabel="sum", yours={{"sum": (range(3), curve)}})
    assert_number(student.total([{INPUT}, 1.0]), {INPUT} + 1.0)
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
TELLS_IN_PUBLIC = """\
seen = []
def total(values):
    seen.append(list(values))
    heard = [one for values in seen for one in values if one > 1000]
    if list(values) == [1.0, 2.0, 4.0]:
        print(seen)
        return {answer}
    return heard[0] if heard and len(values) == 1 else 0.5
"""
LINES = """\
def total(values):
    code = compile("\\n" * (int(values[0]) - 1) + "1 / 0", "<cell 1>", "exec")
    exec(code)
"""
FILES = """\
import os
try:
    print(open("seen").read())
except OSError:
    print("nothing here")
def total(values):
    with open("seen", "w") as file:
        file.write(str(list(values)))
    os._exit(0)
"""
RETURNED = {
    "shape": "np.zeros((int(values[0]), 1))",
    "far": "float(values[0]) ** 2",
    "keys": "{'x' + str(values[0]): 1}",
    "kind": "type('T' + str(int(values[0])), (), {})()",
}
"""what an answer may make of what it heard, for a message to quote"""

ANSWERS = {
    "tells": TELLS_IN_PUBLIC.format(answer="str(seen)"),
    "counts": TELLS_IN_PUBLIC.format(answer="max(heard, default=0.5)"),
    "shouts": TELLS_IN_PUBLIC.format(answer="1 / 0 if heard else 0.5"),
    "lines": LINES,
    "files": FILES,
    **{
        name: f"import numpy as np\ndef total(values):\n    return {value}"
        for name, value in RETURNED.items()
    },
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
    return assignment, run_batch.grade_all(assignment, list(ANSWERS))


@pytest.mark.parametrize("student", ANSWERS)
def test_no_mark_is_in_what_a_student_gets(graded, student):
    """Neither source nor input nor traceback: page, notebook and Report."""
    assignment, _ = graded
    root = assignment.course.root
    folders = [root / step / student for step in ("feedback", "autograded")]
    files = [path for one in folders for path in one.rglob("*") if path.is_file()]
    files.append(report_path(assignment.report_store, student))
    texts = {path: path.read_text("utf-8") for path in files}
    found = [
        (path.name, mark) for path in files for mark in MARKS if mark in texts[path]
    ]

    assert len(files) >= 3
    assert found == []


def test_marks_are_found_where_they_may_be(graded):
    """The suite holds them, and each answer lost points to it."""
    assignment, done = graded
    suite = (assignment.hidden / "test_total.py").read_text("utf-8")
    firsts = [report.exercises[0] for report in done.reports]

    assert all(mark in suite for mark in ("PLANTED", "planted", INPUT))
    assert not any(one.score for one in firsts)
    assert {one.verdict for one in firsts} >= {Verdict.WRONG, Verdict.RAISED}
