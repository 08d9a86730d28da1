"""A wrong answer is named by its values, on the Report, the page and the terminal."""

import json

import pytest

from autograder.cli.screens import report_screen, summary_screen
from autograder.cli.screens.candidate_screen import candidates_screen
from autograder.grading.diagnosis.matching import Signatures
from autograder.grading.diagnosis.signatures import read_signatures, signatures_path
from autograder.grading.grader import Grader
from autograder.grading.judge import Judge
from autograder.output import feedback_page
from autograder.report import Diagnosis
from autograder.submissions.submission import Submission
from autograder.tools.certify import certify
from autograder.tools.certify.trial_plan import CertifyOptions, plan_trials
from autograder.tools.class_report import candidates
from tests.minicourse import STUB, hand_in, solved, write_course
from tests.sample_reports import summed

pytestmark = pytest.mark.sandbox

LOOP = """\
def total(values):
    result = 0.0
    for at in range(len(values) - 1):
        result += values[at]
    return result
"""
DOUBLE = "def total(values):\n    return 2 * float(np.sum(values))"
ALSO_DOUBLE = "def total(values):\n    return float(np.sum([*values, *values]))"
FIRST_ONLY = "def total(values):\n    return float([*values, 0.0][0])"
RIGHT_LOOP = "def total(values):\n    return float(sum(list(values)))"
ENDLESS = "def total(values):\n    while True:\n        pass"
USES_TOTAL = "def mean(values):\n    return total(values) / (len(values) + 1)"

TWINS = '''

def forgets_one(values):
    """The last value does not count, in a loop.

    Hint: where does your loop end?
    """
    result = 0.0
    for at in range(len(values) - 1):
        result += values[at]
    return result
'''


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Give the small course, certified."""
    assignment = write_course(tmp_path_factory.mktemp("diagnosis"))
    certified(assignment)
    return assignment


def certified(assignment):
    trials = plan_trials(assignment, CertifyOptions(tolerances=False))
    found = certify.certify_assignment(assignment, trials, jobs=1)
    assert certify.write_certificate(assignment, found, accept=True).green


@pytest.fixture(scope="module")
def grader(course):
    with Grader(course) as opened:
        yield opened


def graded(grader, student="ada", **answers):
    files = {"sums.ipynb": json.dumps(solved(**answers)).encode()}
    return grader.grade(Submission(student=student, files=files)).report


def results(grader, **answers):
    return {one.name: one for one in graded(grader, **answers).exercises}


def test_known_mistake_in_other_words_is_named(grader):
    """A loop that ends early gives what the catalogue's slice gives."""
    result = results(grader, total=LOOP)["total"]
    hint = "count how many values you add."

    assert result.diagnosis == (
        Diagnosis(misconception="leaves_out_the_last", likeness=1.0, hint=hint),
    )
    assert result.pattern == ""


@pytest.mark.parametrize("answer", [DOUBLE, FIRST_ONLY, ENDLESS])
def test_unknown_mistake_has_no_name(grader, answer):
    """Other wrong values get a pattern, so that equal ones can be found."""
    result = results(grader, total=answer)["total"]

    assert result.diagnosis == ()
    assert len(result.pattern) == 12


def test_wrong_scale_is_said_where_no_mistake_is_known(grader):
    """What can be said of any number is said of this one."""
    result = results(grader, total=DOUBLE)["total"]

    assert result.probe.remarks == ("it is 2 × the expected value, here",)


@pytest.mark.parametrize("answer", [RIGHT_LOOP, STUB.format(name="total")])
def test_right_and_missing_answers_are_not_diagnosed(grader, answer):
    """There is nothing to explain."""
    result = results(grader, total=answer)["total"]

    assert (result.diagnosis, result.pattern) == ((), "")


def test_score_does_not_hang_on_the_diagnosis(grader):
    """Without the catalogue's values the same points are given."""
    named = results(grader, total=LOOP)
    finder = grader.mistake_finder
    known, finder.signatures = finder.signatures, Signatures()
    unnamed = results(grader, total=LOOP)
    finder.signatures = known

    assert unnamed["total"].diagnosis == ()
    assert named["total"].score == unnamed["total"].score
    assert named["total"].outcomes == unnamed["total"].outcomes


def test_later_exercise_is_looked_at_without_the_earlier_mistake(grader):
    """The pattern of a wrong mean is the same whatever its total does."""
    alone = results(grader, mean=USES_TOTAL)["mean"]
    behind = results(grader, mean=USES_TOTAL, total=LOOP)["mean"]

    assert alone.pattern == behind.pattern != ""


@pytest.mark.parametrize("text", ["", "{}", "1\n2\n", '"another suite"\n'])
def test_strange_signatures_name_nothing(course, text):
    """A file that is broken, or of another suite, is not believed."""
    path = signatures_path(course)
    kept = path.read_text("utf-8")
    path.write_text(text)
    found = read_signatures(course)
    path.write_text(kept)

    assert found.traces == {}


def test_mistakes_of_the_same_values_are_told_apart_by_their_code(tmp_path):
    """Two beliefs that give the same: the one that reads like the answer is named."""
    assignment = write_course(tmp_path)
    shelf = assignment.solutions / "misconceptions/total.py"
    shelf.write_text(shelf.read_text() + TWINS)
    certified(assignment)
    sliced = "def total(values):\n    return float(sum(values[:-1]))"
    with Grader(assignment) as grader:
        names = [
            results(grader, total=answer)["total"].diagnosis[0].misconception
            for answer in (LOOP, sliced)
        ]

    assert names == ["forgets_one", "leaves_out_the_last"]


def test_page_and_terminal_say_what_it_looks_like(grader):
    """The name and the hint, in the same words on both."""
    report = graded(grader, total=LOOP)
    page = feedback_page.render_feedback(report)
    terminal = report_screen.report_screen(report).text.plain

    assert "What this looks like:</strong> leaves out the last" in page
    assert "count how many values you add." in page
    assert "looks like: leaves out the last. count how many values you add." in terminal
    assert (
        "most like: leaves out the last (1)"
        in summary_screen.summary_screen(summed(report)).text.plain
    )


def test_wrong_answers_that_agree_are_candidates(grader):
    """Two who are wrong alike are listed with the shorter code; one alone is not."""
    answers = {"a": DOUBLE, "b": ALSO_DOUBLE, "c": FIRST_ONLY}
    for student, answer in answers.items():
        hand_in(grader.assignment, student, solved(total=answer))
    reports = [graded(grader, who, total=answer) for who, answer in answers.items()]
    (found,) = candidates.find_candidates(grader.assignment, reports)
    shown = candidates_screen("sums", [found])

    assert (found.exercise, found.students, found.code) == ("total", ("a", "b"), DOUBLE)
    assert "total · 2 students: a, b" in shown.text.plain
    assert json.loads(json.dumps(shown.data))[0]["code"] == DOUBLE
    assert "no unexplained" in candidates_screen("sums", []).text.plain


def test_right_answer_is_never_traced(grader, monkeypatch):
    """A solved notebook costs nothing more."""
    traced = []
    monkeypatch.setattr(Judge, "trace", lambda *args: traced.append(args))
    graded(grader)

    assert traced == []
