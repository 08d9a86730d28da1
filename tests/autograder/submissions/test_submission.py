"""A submission's notebook is chosen once, and what was parsed goes on with it."""

import json

import pytest

from autograder.batch.grade_one import grade_submission
from autograder.grading.grader import Grader
from autograder.grading.report_builder import ReportBuilder
from autograder.submissions import intake, notebook
from autograder.submissions.submission import Submission
from tests import minicourse
from tests.minicourse import RIGHT, cell, released, solved
from tests.minicourse import notebook as made_of

LOOSE = made_of([{**cell(source=RIGHT["spread"]), "metadata": {}}])
"""one function, and nothing else of the assignment"""


@pytest.fixture
def parsed(monkeypatch):
    """Give a list that every text that is parsed as a notebook is added to."""
    texts = []
    decode = notebook.decode_notebook
    monkeypatch.setattr(
        notebook, "decode_notebook", lambda data: texts.append(data) or decode(data)
    )
    return texts


def without_spread():
    kept = [one for one in solved()["cells"] if one["id"] != "spread_solution"]
    return {**solved(), "cells": kept}


def submission(*contents):
    files = {
        f"{number}.ipynb": one if isinstance(one, bytes) else json.dumps(one).encode()
        for number, one in enumerate(contents)
    }
    return Submission(student="ann", files=files)


@pytest.mark.parametrize(
    "contents,file",
    [
        ([solved()], "0.ipynb"),
        ([released(), solved(), made_of([cell(source="1")])], "1.ipynb"),
        ([b"{", solved(), b""], "1.ipynb"),
        ([b"{", b"[]", b""], "0.ipynb"),
        ([released(), LOOSE, without_spread()], "2.ipynb"),
    ],
    ids=["one", "three", "damaged among them", "all damaged", "functions in two"],
)
def test_every_candidate_is_parsed_once_for_a_report(
    assignment, parsed, contents, file
):
    """Choosing, restoring, functions of other files and notes share what was parsed."""
    builder = ReportBuilder(assignment, sandbox="none")
    graded = builder.report_not_graded(submission(*contents), "why")

    assert file == graded.report.submission.file
    assert len(contents) == len(parsed)


def test_functions_are_taken_from_another_candidate(assignment):
    """What was parsed to choose among the files is what they are taken from."""
    handed_in = submission(released(), LOOSE, without_spread())
    code = ReportBuilder(assignment, sandbox="none").restore_submission(handed_in).code

    assert code.answers["spread"].note == (
        "`spread` is not in the notebook; that of `1.ipynb` was graded"
    )


def test_one_file_is_not_parsed_to_see_whether_its_report_stands(assignment, parsed):
    """Most submissions of a batch did not change, and nothing of them is read."""
    builder = ReportBuilder(assignment, sandbox="none")

    assert builder.hash_inputs(submission(b"{")) != builder.hash_inputs(submission())
    assert parsed == []


def test_the_hash_of_inputs_is_that_of_the_report(assignment):
    """Or a Report would never stand."""
    handed_in = submission(released(), LOOSE, without_spread())
    builder = ReportBuilder(assignment, sandbox="none")
    report = builder.report_not_graded(handed_in, "why").report

    assert report.inputs == builder.hash_inputs(handed_in)


@pytest.mark.sandbox
def test_three_files_are_parsed_three_times_from_reading_to_report(assignment, parsed):
    """The whole way, with the page and formgrader's notebook."""
    folder = minicourse.hand_in(assignment, "ann", solved()).parent
    (folder / "copy.ipynb").write_text(json.dumps(released()))
    (folder / "half.ipynb").write_text(json.dumps(without_spread()))
    with Grader(assignment) as grader:
        grade_submission(
            grader, submission(solved())
        )  # which parses the reference, too
        parsed.clear()
        done = grade_submission(grader, intake.read_submission(assignment, "ann"))

    assert done.report.score == 6.0
    assert len(parsed) == 3
