"""The hidden case that only tampering passes: it is silent for everybody else."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.cli.screens.list_screen import assignments_screen
from autograder.cli.screens.report_screen import report_screen
from autograder.cli.screens.summary_screen import summary_screen
from autograder.course.course import AssignmentConfig, exercises_of
from autograder.grading import checks, hidden_suite
from autograder.grading.canary import Canary
from autograder.grading.grader import Grader
from autograder.grading.hidden_suite import TestContext
from autograder.grading.student import Student
from autograder.model import Answer, Kind, StudentCode
from autograder.output.feedback_page import render_feedback
from autograder.output.gradebook_entry import make_entry
from autograder.submissions.submission import Submission
from autograder.tools.class_report import overview
from tests import minicourse
from tests.graded import report
from tests.inprocess import InProcessWorker
from tests.minicourse import RIGHT, cell, released, solved
from tests.sample_reports import summed

EXERCISES = exercises_of(released(), AssignmentConfig(title="Sums"), "sums")
CODE = [one for one in EXERCISES if one.kind is Kind.CODE]
SOURCES = {
    "right": "\n".join(RIGHT.values()),
    "constant": "total = mean = spread = lambda values: 0.0",
    "nothing": "total = mean = spread = lambda values: None",
    "empty": "total = mean = spread = lambda values: np.zeros(0)",
    "text": "total = mean = spread = lambda values: 'all points'",
    "nan": "total = mean = spread = lambda values: float('nan')",
    "infinite": "total = mean = spread = lambda values: float('inf')",
    "huge": "total = mean = spread = lambda values: 1e9 * np.ones(3)",
    "parts": "total = mean = spread = lambda values: (1.0, [2.0], {'a': {}})",
    "vast": "total = mean = spread = lambda values: 10 ** 400",
    "raises": "def total(values):\n    raise ValueError\nmean = spread = total",
}
FRAMES = """\
import sys
def total(values):
    frame = sys._getframe()
    while frame and "wanted" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["wanted"] if frame else 1.0
"""


class AnswersEverything(InProcessWorker):
    """A worker whose loop was replaced."""

    def _function(self, name):
        return lambda *_: 1.0


def code():
    answers = {one.name: Answer(source="", attempted=True) for one in EXERCISES}
    return StudentCode(cells=(), answers=answers, digest="digest")


def context_of(student, secret=b"secret"):
    return TestContext(
        student=student,
        reference=SimpleNamespace(),
        secret=secret,
        reference_student=lambda: student,
    )


def watched(source="", worker=None, secret=b"secret"):
    """Let the student's `total` answer once, then run the canary."""
    student = Student(code(), lambda: worker or InProcessWorker(source))
    canary = Canary(context_of(student, secret), EXERCISES)
    try:
        student.total([1.0, 2.0])
    except Exception:
        assert student.call_log.last_answered is None
    for exercise in EXERCISES:
        canary.after_exercise(exercise)
    return canary


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_is_found_when_code_is_honest(name):
    """Right, wrong and odd answers can neither pass nor be taken for tampering."""
    assert watched(SOURCES[name]).tampering == ""


def test_it_is_found_when_the_grader_can_be_read():
    """Code that takes the expected value out of the grader's memory gives it away."""
    assert "memory was reached" in watched(FRAMES).tampering


def test_it_is_found_when_something_answers_for_the_notebook():
    """No notebook has a function of a name that was drawn a moment ago."""
    found = watched(worker=AnswersEverything()).tampering

    assert "a function that does not exist" in found


@pytest.mark.parametrize(
    "module, name, forged",
    [
        (checks, "_close", lambda found, *_: np.ones(found.shape, bool)),
        (hidden_suite, "_outcome", lambda test, _: passed(test)),
    ],
)
@pytest.mark.parametrize("source", [SOURCES["right"], SOURCES["raises"]])
def test_it_is_found_when_our_own_side_is_bent(
    monkeypatch, source, module, name, forged
):
    """A comparison or an outcome that was replaced passes what it should not."""
    monkeypatch.setattr(module, name, forged)

    assert watched(source).tampering


def passed(test):
    return hidden_suite.Outcome(test=test.name, verdict="PASSED", weight=1)


def test_it_is_asked_once_after_an_exercise_that_cannot_be_foreseen(monkeypatch):
    """The course's secret decides when; the same submission meets it there again."""
    asked = []
    run = Canary._run

    def noted(self, exercise):
        asked.append(exercise.name)
        run(self, exercise)

    monkeypatch.setattr(Canary, "_run", noted)
    for number in range(30):
        for _ in "ab":
            watched(SOURCES["right"], secret=bytes([number]))

    assert len(asked) == 60
    assert asked[::2] == asked[1::2]
    assert set(asked) == {one.name for one in CODE}


@pytest.fixture(scope="module")
def grader(tmp_path_factory):
    assignment = minicourse.write_course(tmp_path_factory.mktemp("canary"))
    with Grader(assignment) as grader:
        yield grader


def grade(grader, *cells, **answers):
    submitted = solved(**answers)
    submitted["cells"] += [cell(source=source) for source in cells]
    data = json.dumps(submitted).encode()
    return grader.grade(Submission(student="ann", files={"sums.ipynb": data}))


TAKES_OVER = """\
import gc
(server,) = [one for one in gc.get_objects() if type(one).__name__ == "RequestServer"]
own = server._function
def function(name):
    try:
        return own(name)
    except Exception:
        return lambda *_: 1.0
server._function = function
"""


@pytest.mark.sandbox
def test_points_wait_for_a_person_when_a_worker_was_taken_over(grader):
    """A notebook that replaces what runs it is graded, marked, and worth nothing."""
    graded = grade(grader, TAKES_OVER)
    report = graded.report

    assert (report.status, report.score, report.extra_credit) == ("suspicious", 0, 0)
    assert "does not exist" in report.tampering
    assert report.exercises[0].score == 4.0
    values = make_entry(grader.assignment, graded).grades
    assert {one.auto_score for one in values.values()} == {None, 0.0}
    assert values["why"].auto_score == 0.0
    assert values["spread"].extra_credit is None


@pytest.mark.sandbox
def test_points_stand_when_nothing_was_tampered_with(grader):
    """The same notebook without the attack has all its points."""
    report = grade(grader).report

    assert (report.status, report.score, report.tampering) == ("graded", 6.0, "")


def test_nobody_is_called_back_to_life_to_be_asked():
    """A worker that is lost stays lost; the comparison is still put to the test."""
    opened = []

    def open_worker():
        opened.append(InProcessWorker(SOURCES["right"]))
        return opened[-1]

    student = Student(code(), open_worker)
    canary = Canary(context_of(student), EXERCISES)
    student.total([1.0])
    student.close()
    for exercise in EXERCISES:
        canary.after_exercise(exercise)

    assert canary.tampering == ""
    assert len(opened) == 1


@pytest.mark.sandbox
def test_everybody_hears_of_it_first_when_something_is_suspicious(grader):
    """Summary, screen and page say it before anything else."""
    one, other = grade(grader, TAKES_OVER).report, grade(grader).report

    rows = summary_screen(summed(other, one)).plain.splitlines()
    assert rows[0].split()[:2] == ["suspicious", "1"]
    assert "ann" in rows[1]
    assert "suspicious: a function" in report_screen(one).plain.splitlines()[1]
    assert "A person will look at this first" in render_feedback(one)
    assert "A person will look" not in render_feedback(other)


def test_an_assignment_stands_first_when_something_in_it_is_suspicious(
    assignment, monkeypatch
):
    """The list names who it is."""
    found = [report(assignment, "bob", {}), report(assignment, "ann", {})]
    suspicious = {"status": "suspicious", "tampering": "words"}
    found[1] = found[1].model_copy(update=suspicious)
    minicourse.hand_in(assignment, "ann", solved())
    config = assignment.course.root / "source/early/assignment.yaml"
    config.parent.mkdir()
    config.write_text("title: Early\ndue: 2020-01-01T00:00:00+00:00\n")
    mine = {"sums": found}
    monkeypatch.setattr(
        overview, "read_reports", lambda store: mine.get(store.assignment, [])
    )
    rows = overview.describe_assignments(assignment.course)

    assert [(row.name, row.suspicious) for row in rows] == [
        ("sums", ("ann",)),
        ("early", ()),
    ]
    assert (
        "suspicious, see first: ann" in assignments_screen(rows).plain.splitlines()[0]
    )
