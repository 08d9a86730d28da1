"""The content through the real line: right answers keep all, wrong ones lose some."""

import json

import pytest

from autograder import catalogue, impostors
from autograder.course import Course
from autograder.grade import Grader, Work
from autograder.model import Kind
from tests.course.test_content import PLOTS, ROOT

COURSE = Course.find(ROOT)
NAMES = COURSE.names()

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]


@pytest.fixture(scope="module", params=NAMES)
def grader(request, tmp_path_factory):
    """Keep one grader an assignment warm for the whole module."""
    with Grader(COURSE.assignment(request.param)) as opened:
        yield opened


def grade(grader, answers, only=()):
    """Grade the reference with some answers replaced; give results by exercise."""
    cells = {**catalogue.reference_answers(grader.assignment), **answers}
    submitted = catalogue.submission(grader.assignment, cells)
    work = Work(student="x", files={"x.ipynb": json.dumps(submitted).encode()})
    report = grader.grade(work, only=only, figures=False).report
    return report, {one.name: one for one in report.exercises}


def code_exercises(grader):
    return [one for one in grader.assignment.exercises if one.kind is not Kind.WRITTEN]


def earned(result):
    """Give the points of an exercise, a bonus's extra credit too."""
    return result.score + result.extra_credit


def best(result):
    return result.max_score + result.max_extra_credit


def test_reference_scores_every_point(grader):
    """The reference is right, by its own hidden suite."""
    report, results = grade(grader, {})

    assert report.status == "graded"
    assert report.score == report.max_score
    assert report.max_score == 25 + 2.5 * PLOTS[grader.assignment.name]
    assert all(earned(one) == best(one) for one in results.values() if one.verdict)


def test_released_notebook_scores_nothing(grader):
    """Unattempted is NOT_ATTEMPTED everywhere."""
    data = json.dumps(grader.assignment.release).encode()
    report = grader.grade(Work(student="x", files={"x.ipynb": data})).report
    verdicts = {one.verdict for one in report.exercises if one.kind != "written"}

    assert (report.score, report.extra_credit) == (0, 0)
    assert verdicts == {"NOT_ATTEMPTED"}


def test_accepted_answers_keep_every_point(grader):
    """Other right answers lose nothing."""
    answers = catalogue.known_answers(grader.assignment, "accepted")
    lost = []
    for answer in answers:
        name = answer.exercise
        _, results = grade(grader, {name: answer.source}, only=[name])
        if earned(results[name]) != best(results[name]):
            lost.append((name, answer.name, results[name].outcomes))

    assert answers
    assert lost == []


def test_misconceptions_lose_points(grader):
    """Every known wrong answer costs points in its exercise."""
    answers = catalogue.known_answers(grader.assignment, "misconceptions")
    kept = []
    for answer in answers:
        name = answer.exercise
        _, results = grade(grader, {name: answer.source}, only=[name])
        result = results[name]
        if earned(result) >= best(result):
            kept.append((name, answer.name))

    assert answers
    assert kept == []


@pytest.mark.parametrize("constant", impostors.CONSTANTS)
def test_right_shapes_full_of_constants_earn_nothing(grader, constant):
    """Shapes, keys and types alone are worth no point in any exercise."""
    right = catalogue.reference_answers(grader.assignment)
    for exercise in code_exercises(grader):
        name = exercise.name
        cell = impostors.constants(name, right[name])[constant]
        _, results = grade(grader, {name: cell}, [name])

        assert earned(results[name]) == 0, name


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
