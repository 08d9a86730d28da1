"""Whole submissions that try to earn points: each earns what it deserves, no more.

An attack of `corpus/points/` is a submission's first cell; its answer cells say that
the answers are above. What it deserves stands in its docstring, else it is nothing.
"""

import json
import re
import time

import pytest

from autograder.grading.grader import Grader
from autograder.grading.hidden_suite import rng_for
from autograder.submissions.submission import Submission
from tests import minicourse
from tests.autograder.sandbox.corpus.arena import CORPUS

pytestmark = pytest.mark.sandbox

ATTACKS = sorted(path.stem for path in (CORPUS / "points").glob("*.py"))
ABOVE = "# see the first cell"
KEPT = 100 << 20
"""bytes of what the cells of a submission show"""
TESTS = ("total::test_values[3]", "total::test_values[5]", "mean::test_values")


@pytest.fixture(scope="module")
def grader(tmp_path_factory):
    """Give one grader for all, so that a submission could harm the next."""
    assignment = minicourse.write_course(tmp_path_factory.mktemp("points"))
    with Grader(assignment) as grader:
        yield grader


@pytest.fixture(scope="module")
def before(grader):
    """Give the Report of a neighbour whose `mean` needs a right `total`."""
    return neighbour(grader)


def neighbour(grader):
    handed_in = minicourse.solved(total="def total(values):\n    return 1.0")
    return grade(grader, handed_in, "neighbour")


def grade(grader, handed_in, student="attacker"):
    work = Submission(
        student=student, files={"sums.ipynb": json.dumps(handed_in).encode()}
    )
    return grader.grade(work)


def submission(text):
    handed_in = minicourse.solved(total=ABOVE, mean=ABOVE, spread=ABOVE)
    text = text.replace("PADDING", "x" * (3 << 20))
    first = minicourse.cell(source=f"import numpy as np\n{text}")
    handed_in["cells"][:0] = [first] * int(stated("Repeated", text, "1"))
    return handed_in


def stated(what, text, otherwise):
    found = re.search(rf"\b{what}: (\w+)", text)
    return found.group(1) if found else otherwise


def kept(graded):
    """Give the bytes that are kept of what the cells showed."""
    return sum(
        len(one.stdout + one.stderr)
        + sum(len(it.text) + len(it.png) for it in one.outputs)
        for one in graded.cell_results
    )


def hidden_digits(grader, handed_in):
    """Give the first digits of every hidden input of this submission."""
    work = Submission(student="a", files={"sums.ipynb": json.dumps(handed_in).encode()})
    digest = grader.restore_submission(work).code.digest
    secret = grader.assignment.course.secret()
    drawn = [rng_for(secret, digest, test).normal(size=6) for test in TESTS]
    return [
        re.sub(r"\D", "", f"{one:.17g}").lstrip("0")[:8] for row in drawn for one in row
    ]


@pytest.mark.parametrize("name", ATTACKS)
def test_submission_earns_what_it_deserves(grader, before, name):
    """No point too many, no fault of ours, no input told, no neighbour harmed."""
    text = (CORPUS / "points" / f"{name}.py").read_text()
    handed_in = submission(text)
    started = time.monotonic()
    graded = grade(grader, handed_in)
    report = graded.report
    took = time.monotonic() - started

    told = report.model_copy(
        update={"submission": before.report.submission, "suite": ""}
    ).to_json()
    digits = re.sub(r"\D", "", told)
    assert report.score + report.extra_credit <= int(stated("Deserves", text, "0"))
    assert report.status == stated("Status", text, "graded"), told
    assert took < grader.assignment.limits.submission_wall
    assert kept(graded) < KEPT
    assert not any(one in digits for one in hidden_digits(grader, handed_in))
    assert not re.search(r"\\u00[01]\w|\\u202|\x1b", told)
    assert before.report == neighbour(grader).report
