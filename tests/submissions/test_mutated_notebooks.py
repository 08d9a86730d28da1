"""Notebooks that accidents and malice made: every one gets a Report, in time."""

import json
import time

import pytest

from autograder.batch.grade_one import grade_submission
from autograder.grading.grader import Grader
from autograder.submissions.submission import Submission
from tests import minicourse
from tests.submissions.mutate import mutated

pytestmark = pytest.mark.sandbox

NUMBERS = range(300)
"""tests/nightly/mutated_notebooks.py goes on behind these"""
SLACK = 5.0
"""seconds that a submission may take beyond its limits"""


@pytest.fixture(scope="module")
def grader(tmp_path_factory):
    assignment = minicourse.write_course(tmp_path_factory.mktemp("mutated"))
    with Grader(assignment) as grader:
        yield grader


def complaint(grader, data):
    """Grade a notebook; say what is wrong with how that went, if anything is."""
    started, own = time.monotonic(), time.process_time()
    done = grade_submission(
        grader, Submission(student="ann", files={"sums.ipynb": data})
    )
    took, worked = time.monotonic() - started, time.process_time() - own
    report, text = done.report, done.report.to_json()
    shown = json.loads(done.entry.shown)
    if report.status not in ("graded", "unreadable"):
        return f"{report.status}: {text[:2000]}"
    if (report.status == "unreadable") != bool(report.unreadable) or (
        report.unreadable and report.score
    ):
        return f"unreadable without a reason, or with points: {text[:2000]}"
    if took > grader.assignment.limits.submission_wall + SLACK or worked > SLACK:
        return f"took {took:.1f} s, {worked:.1f} s of them ours"
    if not shown["cells"] or not done.page.startswith("<!doctype html>"):
        return "there is nothing to look at"
    if "<script" in done.page or not done.page.encode():
        return "the page is not clean"
    return ""


@pytest.mark.parametrize("tens", [NUMBERS[at : at + 30] for at in NUMBERS[::30]])
def test_every_mutated_notebook_has_a_report(grader, caplog, tens):
    """None is our fault, none is late, and each can be shown."""
    complaints = {}
    for number in tens:
        said = complaint(grader, mutated(number)) or caplog.text
        caplog.clear()
        complaints |= {number: said} if said else {}

    assert complaints == {}


def test_mutations_reach_every_end(grader):
    """The numbers make unreadable notebooks and right ones, and much between."""
    scores, unreadable = set(), 0
    for number in NUMBERS[:60]:
        submission = Submission(student="a", files={"a": mutated(number)})
        code = grader.restore_submission(submission).code
        unreadable += bool(code.unreadable)
        scores.add(sum(one.attempted for one in code.answers.values()))

    assert 5 < unreadable < 50
    assert {0, 1, 3, 4} <= scores
