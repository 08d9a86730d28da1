"""Public calls: a worker of their own, opened late, and curves from a public seed."""

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.grading.hidden_suite import ExerciseRun, HiddenSuite, HiddenTest
from autograder.grading.judge import Judge
from autograder.grading.public_worker import PublicCalls, PublicExamples
from autograder.grading.student import Student
from autograder.model import Answer, Cell, Exercise, Kind, StudentCode, Verdict
from autograder.report import Outcome
from tests.inprocess import InProcessWorker

TOTAL = Exercise(name="total", notebook="sums", kind=Kind.CODE, points=4)
REFERENCE = SimpleNamespace(total=lambda values: float(np.sum(values)))
RIGHT = "def total(values): return float(np.sum(values))"
TELLS = """\
seen = []
def total(values):
    seen.append(list(values))
    return float(len(seen))
"""


def curve(student, rng, record):
    """The total is right."""
    values = rng.normal(size=3)
    both = [student.total(values[:n]) for n in range(3)]
    record.lines("Sums", xlabel="", ylabel="", yours={"sum": (values, both)})


TEST = HiddenTest(
    exercise="total",
    name="test_curve",
    function="test_curve",
    run=curve,
    parameters={},
    arguments=("student", "rng", "record"),
    weight=1.0,
    needs=(),
    rubric="",
)


class Opened:
    """Opens workers and counts them."""

    def __init__(self):
        self.count = 0

    def __call__(self):
        self.count += 1
        return InProcessWorker()


def student_of(source):
    opened = Opened()
    answers = {"total": Answer(source=source, attempted=True)}
    code = StudentCode(cells=(Cell(source=source),), answers=answers, digest="d")
    return Student(code, opened), opened


@pytest.fixture
def shown():
    """Give a function that makes public calls of a submission."""
    reference, _ = student_of(RIGHT)

    def shown(source, *, secret=b"s", **options):
        student, opened = student_of(source)
        judge = Judge(
            suite=HiddenSuite(tests={"total": [TEST]}),
            reference=REFERENCE,
            secret=secret,
            reference_student=lambda: reference,
        )
        exhibits = PublicExamples(
            probes={"total": lambda f: f.total([1.0, 2.0])},
            pictures=dict,
            solved_notebook=lambda: reference,
        )
        return PublicCalls(
            student, judge, exhibits, **{"shown": True, **options}
        ), opened

    return shown


def run_of(verdict):
    return ExerciseRun([Outcome(test="test_curve", verdict=verdict, weight=1.0)])


def test_nothing_is_opened_for_who_passes(shown):
    """The curve of a passed test is the reference's."""
    public, opened = shown(TELLS)
    run = run_of(Verdict.PASSED)
    (figure,) = public.figures(TOTAL, run, [])

    assert public.probe(TOTAL, run) is None
    assert figure.lines[0].y[0] == 0.0
    assert opened.count == 0


def test_what_is_shown_comes_from_one_other_worker(shown):
    """The cells run once more for all that is shown of a submission."""
    public, opened = shown(TELLS)
    run = run_of(Verdict.WRONG)
    probe = public.probe(TOTAL, run)
    (figure,) = public.figures(TOTAL, run, [])

    assert (probe.yours, probe.expected) == ("1", "3")
    assert figure.lines[0].y == (2.0, 3.0, 4.0)
    assert opened.count == 1


def test_curves_are_drawn_from_a_seed_that_is_no_secret(shown):
    """Two courses show the same; hidden inputs are drawn with the secret."""
    one, _ = shown(TELLS, secret=b"one")
    other, _ = shown(TELLS, secret=b"other")
    run = run_of(Verdict.WRONG)

    assert one.figures(TOTAL, run, []) == other.figures(TOTAL, run, [])
    hidden = one._judge.test_context(one.student, b"one").rng(TEST).normal(size=3)
    assert f"{hidden[0]:.6g}" not in str(one.figures(TOTAL, run, []))


@pytest.mark.parametrize("verdict", [Verdict.BLOCKED, Verdict.MISSING])
def test_no_curve_is_drawn_of_a_test_that_was_not_run(shown, verdict):
    """Nor is the notebook run again for it."""
    public, opened = shown(TELLS)

    assert public.figures(TOTAL, run_of(verdict), []) == []
    assert opened.count == 0


def test_nothing_is_shown_where_nobody_looks(shown):
    """Trials of known answers cost no second worker."""
    public, opened = shown(TELLS, shown=False)
    run = run_of(Verdict.WRONG)

    assert public.probe(TOTAL, run) is None
    assert public.figures(TOTAL, run, []) == []
    assert opened.count == 0
