"""Hostile values as answers to every hidden test of the course: no point, no fault."""

from pathlib import Path

import numpy as np
import pytest

from autograder.course.course import Course
from autograder.grading.grader import Grader
from autograder.grading.hidden_suite import GATE, TestContext, run_test
from autograder.grading.student import Student
from autograder.model import Verdict
from autograder.sandbox.api import CallResult, CellResult, DrawnAxes, DrawnLine
from autograder.sandbox.guest.wire import Ref
from autograder.sandbox.host.package_files import package_parent

pytestmark = pytest.mark.sandbox

ROOT = Path(package_parent())
REF = Ref(1 << 32, "generator", callable=True)
VALUES = [
    *(None, float("nan"), [10**400], "x", REF),
    *([[1], [2, 3]], {1: 2, (1, "a"): REF}, (REF, np.ones((3, 3)))),
    *(np.zeros((0, 3)), np.ones((1,) * 16), np.zeros((6,) * 6, dtype=bool)),
    *({"W1": REF, "b1": None}, np.array([1.7e308, -1.7e308, 5e-324])),
]


class Says:
    """A worker that answers every call with one value, and draws nonsense."""

    def __init__(self, value):
        self._value = value

    def run_cell(self, _source, **_):
        return CellResult()

    def call(self, _name, args, _kwargs, options):
        line = DrawnLine(label="x", x=np.array([1e308, -1e308]), y=np.array([0, 1.0]))
        axes = DrawnAxes(title="", xlabel="x", ylabel="y", lines=(line,))
        return CallResult(
            value=REF if options.keep is True else self._value,
            arguments=tuple(args) if options.arguments else (),
            drawing=(axes,) if options.drawing else (),
        )

    def fetch(self, _ref):
        return self._value

    def cpu_seconds(self):
        return 0.0

    def close(self):
        pass


@pytest.fixture(scope="module", params=["one_hot", "losses", "gradients", "training"])
def grader(request):
    """Give a grader of each assignment."""
    with Grader(Course.find(ROOT).assignment(request.param)) as grader:
        yield grader


@pytest.mark.parametrize("value", VALUES, ids=lambda value: str(value)[:12])
@pytest.mark.filterwarnings("ignore")  # numpy's, of overflows and the like
def test_hostile_value_passes_no_value_test_and_is_no_fault_of_ours(grader, value):
    """Whatever a function returns, its tests come to a verdict on the answer."""
    student = Student(grader.reference_student.code, lambda: Says(value))
    context = TestContext(
        student=student,
        reference=grader.reference,
        secret=bytes(32),
        reference_student=lambda: grader.reference_student,
    )
    verdicts = {
        f"{name}::{test.name}": run_test(test, context).verdict
        for name, tests in grader.suite.tests.items()
        for test in tests
    }
    ours = [it for it, one in verdicts.items() if one is Verdict.GRADER_ERROR]
    passed = [it for it, one in verdicts.items() if one is Verdict.PASSED]

    assert len(verdicts) > 50
    assert ours == []
    assert not any(f"::{GATE}" in it for it in passed)
