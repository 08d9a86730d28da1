"""The content through the real line: right answers keep all, wrong ones lose some."""

import json

import pytest

from autograder.course import catalogue
from autograder.course.course import Course
from autograder.grading.grader import Grader
from autograder.model import ROOM, Kind, Verdict
from autograder.sandbox.host.worker_process import ForkedProcess
from autograder.submissions.submission import Submission
from autograder.tools.certify import certify
from autograder.tools.certify.trial_plan import CertifyOptions, plan_trials
from tests.course.test_content import PLOTS, ROOT

COURSE = Course.find(ROOT)
NAMES = COURSE.names()
ONE_SEED = CertifyOptions(tolerances=False)

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]


@pytest.fixture(scope="module", params=NAMES)
def grader(request, tmp_path_factory):
    """Keep one grader an assignment warm for the whole module."""
    with Grader(COURSE.assignment(request.param)) as opened:
        yield opened


def grade(grader, answers, only=()):
    """Grade the reference with some answers replaced; give results by exercise."""
    cells = {**catalogue.reference_answers(grader.assignment), **answers}
    submitted = catalogue.make_answered_notebook(grader.assignment, cells)
    work = Submission(student="x", files={"x.ipynb": json.dumps(submitted).encode()})
    report = grader.grade(work, only=only, figures=False).report
    return report, {one.name: one for one in report.exercises}


def code_exercises(grader):
    return [one for one in grader.assignment.exercises if one.kind is not Kind.WRITTEN]


def earned(result):
    """Give the points of an exercise, a bonus's extra credit too."""
    return result.score + result.extra_credit


@pytest.mark.parametrize("name", NAMES)
def test_suite_judges_every_known_answer_rightly(name):
    """One seed of `certify`: the catalogue, constants, the reference, the release.

    Right answers keep all points, wrong ones lose some in their exercise and in no
    other, and every catch of the committed matrix holds.
    """
    assignment = COURSE.assignment(name)
    found = certify.certify_assignment(assignment, plan_trials(assignment, ONE_SEED))

    assert found.problems == ()
    assert found.lost == ()
    for shelf in ("accepted", "misconceptions"):
        assert found.tried[shelf] == len(catalogue.known_answers(assignment, shelf)) > 0


def test_reference_scores_every_point(grader):
    """Solved is 25 points of hidden tests, and 2.5 for each plot."""
    report, _ = grade(grader, {})

    assert report.status == "graded"
    assert report.score == report.max_score
    assert report.max_score == 25 + 2.5 * PLOTS[grader.assignment.name]


def test_solved_notebook_loses_nothing_on_a_slower_machine(grader, monkeypatch):
    """Each second of a worker counts as three, as on a machine so much slower."""
    read = ForkedProcess.cpu_seconds
    monkeypatch.setattr(ForkedProcess, "cpu_seconds", lambda self: ROOM * read(self))
    report, results = grade(grader, {})
    outcomes = [one for result in results.values() for one in result.outcomes]

    assert report.score == report.max_score
    assert {one.verdict for one in outcomes} == {Verdict.PASSED}


def test_answer_that_only_fits_the_examples_earns_nothing(grader):
    """A table of the notebook's own examples, and nothing behind it."""
    right = catalogue.reference_answers(grader.assignment)
    names = [one.name for one in code_exercises(grader)]
    for name in names:
        source = f"{right[name]}\n\n{ONLY_EXAMPLES.format(name=name)}"
        _, results = grade(grader, {name: source}, [name])

        assert earned(results[name]) == 0, name


ONLY_EXAMPLES = """\
_right_{name}, _examples = {name}, {{}}

def {name}(*args, **kwargs):
    import sys
    key = repr((args, kwargs))
    if sys._getframe(1).f_code.co_filename.startswith("<cell"):
        _examples[key] = _right_{name}(*args, **kwargs)
    # What the notebook never showed gets an answer that it did show.
    return _examples.get(key, list(_examples.values())[-1])
"""
