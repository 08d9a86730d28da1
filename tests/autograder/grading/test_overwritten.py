"""Cells behind an answer: what is graded, and what the page says of them."""

import json

import pytest

from autograder.grading.grader import Grader
from autograder.submissions.submission import Submission
from tests import minicourse
from tests.minicourse import RIGHT, cell, solved

pytestmark = pytest.mark.sandbox

FULL = {"total": 4.0, "mean": 2.0, "spread": 1.0}
DIES_ONCE = (
    "def spread(values):\n    import os\n    if len(values) == 6: os._exit(1)\n"
    "    return float(np.ptp(values))"
)


@pytest.fixture(scope="module")
def grader(tmp_path_factory):
    with Grader(minicourse.write_course(tmp_path_factory.mktemp("names"))) as opened:
        yield opened


def grade(grader, *scratch, **changed):
    submitted = solved(**changed)
    submitted["cells"] += [cell(source=source) for source in scratch]
    work = Submission(student="x", files={"x.ipynb": json.dumps(submitted).encode()})
    graded = grader.grade(work, figures=False)
    assert graded.report.status == "graded"
    return {one.name: one for one in graded.report.exercises}, graded


def points(results):
    return {name: results[name].score + results[name].extra_credit for name in FULL}


@pytest.mark.parametrize(
    "scratch",
    [
        "%reset -f",
        "%%time\nnp = 5\ntotal = total([1.0])",
        "del total\n!ls\nnp = len = 3",
    ],
)
def test_right_notebook_keeps_its_points_whatever_stands_at_its_end(grader, scratch):
    """Also what IPython itself takes away, in its own words."""
    results, _ = grade(grader, scratch)

    assert points(results) == FULL
    assert any("overwrote `np`" in note for note in results["total"].notes)


@pytest.mark.parametrize(
    "scratch",
    [
        "np.sum = np.mean = 5",
        "del np.sum, np.mean",
        "import sys\nnp.ptp = None\nsys.modules['numpy'] = None",
        "import builtins\nbuiltins.len = builtins.float = builtins.callable = 0",
    ],
)
def test_function_that_a_cell_took_out_of_a_module_is_put_back(grader, scratch):
    """The module is the same object, so a name remembers nothing of it."""
    results, _ = grade(grader, scratch)

    assert points(results) == FULL


def test_cell_that_took_a_module_s_function_is_quoted(grader):
    """Where the answer uses it."""
    results, _ = grade(grader, "np.sum = 5")

    notes = [note for one in results.values() for note in one.notes]
    assert any("overwrote `sum`" in note and "np.sum = 5" in note for note in notes)


def test_function_of_a_module_that_a_student_replaces_stays(grader):
    """It can be called, so it is what Python would call."""
    results, _ = grade(grader, "np.sum = lambda values: 7.0")

    assert results["total"].score == 0


def test_cell_that_took_a_name_is_quoted(grader):
    """The line that did it, and whose function was judged with what."""
    results, _ = grade(grader, "total([1])\ntotal = total([1])", "y = 3")

    assert points(results) == FULL
    assert results["mean"].notes == (
        "a later cell (`total = total([1])`) overwrote `total`: "
        "`mean` was judged with what it was before",
    )
    assert results["spread"].notes == ()


def test_helper_that_was_defined_again_is_tried_as_it_was(grader):
    """The better of two readings counts, and the page says which one it was."""
    helped = "def helper(v): return np.sum(v)\ndef total(v): return float(helper(v))"
    results, _ = grade(grader, "def helper(a, b): return a + b", total=helped)

    assert points(results) == FULL
    assert "(`def helper(a, b): return a + b`)" in results["total"].notes[0]


def test_helper_that_was_mended_below_counts_as_it_is(grader):
    """Python would call the new one, and so does grading."""
    helped = "def helper(v): return 0\ndef total(v): return float(helper(v))"
    results, _ = grade(grader, "def helper(v): return np.sum(v)", total=helped)

    assert points(results) == FULL
    assert results["total"].notes == ()


def test_stub_that_was_left_below_undoes_nothing(grader):
    """A blank cell that was merged below its answer is no later definition."""
    stub = minicourse.STUB.format(name="total")
    results, _ = grade(grader, total=f"{RIGHT['total']}\n\n{stub}")

    assert points(results) == FULL


def test_names_mean_the_same_after_a_replay(grader):
    """A worker that was lost is replaced by one that remembers as much."""
    results, _ = grade(grader, "np = 5", spread=DIES_ONCE)
    again, _ = grade(grader, "np = 5", total=RIGHT["total"], mean=DIES_ONCE)

    assert points(results) == FULL | {"spread": 0.0}
    assert points(again)["spread"] == 1.0


def test_wrong_function_stays_wrong_whatever_overwrote_it(grader):
    """Nobody earns by a scratch cell."""
    wrong = "def total(values):\n    return 0.0"
    results, _ = grade(grader, "total = sum", total=wrong)
    cheat, _ = grade(grader, "total = 3.0", total=wrong)

    assert results["total"].score == 4.0  # the last definition, and right
    assert cheat["total"].score == 0.0


def test_visible_checks_run_on_when_a_name_is_overwritten_before_them(grader):
    """A locked cell meets what the release gave, and the student's own functions."""
    spoiled = f"{RIGHT['total']}\nnp = 5\nchecked = total = 3"
    _, graded = grade(grader, total=spoiled)

    faults = [one.fault for one in graded.cell_results]
    assert faults == [None] * len(faults)
