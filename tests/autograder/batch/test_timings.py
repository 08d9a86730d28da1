"""Where computing time went: measured beside Reports, and summed up without names."""

import json
from dataclasses import replace

import pytest

from autograder.batch import run_batch, timings
from autograder.batch.timings import (
    CELLS,
    SlowSubmission,
    SubmissionTimings,
    sum_up_time,
)
from autograder.course.report_store import report_path
from autograder.model import Limits
from autograder.sandbox.host.time_limits import Spending
from autograder.submissions import intake
from autograder.tools.class_report import class_report
from autograder.tools.class_report.class_stats import class_stats_of
from tests import minicourse
from tests.autograder.output.test_feedback_page import Page
from tests.autograder.tools.class_report.test_class_report import EMPTY_CLASS, SPLIT
from tests.minicourse import solved

pytestmark = pytest.mark.usefixtures("lent_zygotes")

SLOW = """\
def total(values):
    import time
    ends = time.process_time() + 0.3
    while time.process_time() < ends:
        pass
    return float(np.sum(values))"""
ENDLESS = "def total(values):\n    while True:\n        pass"


# ------------------------------------------------------------------ sums


def test_most_of_the_time_is_in_front():
    """By exercise: the share of all, the median, the most; then who was slowest."""
    time = sum_up_time([{CELLS: 1.0, "a": 6.0}, {}, {CELLS: 1.0, "a": 2.0}])

    assert (time.measured, time.seconds, time.median) == (2, 10.0, 5.0)
    assert [(one.name, one.median, one.most) for one in time.spent] == [
        ("a", 4.0, 6.0),
        (CELLS, 1.0, 1.0),
    ]
    assert [one.share for one in time.spent] == [0.8, 0.2]
    assert time.slowest == (
        SlowSubmission(seconds=7.0, name="a", part=6.0),
        SlowSubmission(seconds=3.0, name="a", part=2.0),
    )


def test_exercise_that_was_not_reached_used_nothing():
    """A submission without a figure for an exercise counts as 0 there."""
    time = sum_up_time([{"a": 1.0}, {"a": 1.0, "b": 4.0}, {"a": 1.0}])

    assert {one.name: one.median for one in time.spent} == {"a": 1.0, "b": 0.0}


@pytest.mark.parametrize("every", [[], [{}, {}]])
def test_nothing_is_said_when_nothing_was_measured(every):
    """A course from before has no such file."""
    assert sum_up_time(every) is None


def test_nothing_is_listed_that_used_no_time():
    """What used no time, such as a written question, is not in the table."""
    assert sum_up_time([{"a": 0.0}, {"b": 0.0}]).spent == ()


# ------------------------------------------------------------------ the file


def test_what_is_noted_is_read_again(assignment):
    """Milliseconds are enough; a submission that was not measured keeps what it had."""
    first = SubmissionTimings(assignment)
    first.note("ann", {CELLS: 0.12345, "total": 2.0})
    first.note("ann", {})
    first.save()

    assert SubmissionTimings(assignment).parts_of("ann") == {CELLS: 0.123, "total": 2.0}
    assert SubmissionTimings(assignment).parts_of("bob") == {}


@pytest.mark.parametrize("text", ["", "[1]", '{"ann": 3}', '{"ann": {"a": "x"}}', "{"])
def test_broken_file_is_as_good_as_none(assignment, text):
    """Nothing hangs on it."""
    file = timings.timings_path(assignment)
    file.parent.mkdir(parents=True)
    file.write_text(text)

    assert SubmissionTimings(assignment).parts_of("ann") == {}


def test_full_disk_is_no_error(assignment, monkeypatch):
    """That it cannot be written costs the figures and nothing else."""
    timings.timings_path(assignment).parent.parent.mkdir(exist_ok=True)
    timings.timings_path(assignment).parent.write_text("in the way")
    kept = SubmissionTimings(assignment)
    kept.note("ann", {"total": 1.0})
    kept.save()

    assert timings.timings_path(assignment).parent.read_text() == "in the way"


# ------------------------------------------------------------------ measured


def test_worker_that_is_lost_counts_by_the_clock_on_the_wall(monkeypatch):
    """Its own clock is gone with it."""
    wall = iter([0.0, 100.0, 107.0, 200.0, 300.0])
    monkeypatch.setattr(
        "autograder.sandbox.host.time_limits.time.monotonic", lambda: next(wall)
    )
    own = iter([5.0, 0.0, 1.0, 3.0])
    spending = Spending(Limits())
    for _ in range(2):
        with spending.counted(lambda: next(own), exercise=False):
            pass

    assert spending.used == 9.0


@pytest.mark.sandbox
def test_grading_notes_where_time_went_and_no_report_knows(assignment):
    """The slow exercise is the one that the page names; Reports are as ever."""
    minicourse.hand_in(assignment, "ann", solved(total=SLOW))
    minicourse.hand_in(assignment, "bob", solved())
    run_batch.grade_all(assignment, intake.submitting_students(assignment))
    first = report_path(assignment.report_store, "ann").read_bytes()
    parts = SubmissionTimings(assignment).parts_of("ann")
    page = Page(
        class_report.render_class_report(class_report.gather_class_report(assignment))
    ).text

    assert set(parts) == {CELLS, "total", "mean", "spread", "why"}
    assert parts["total"] > 0.8  # three tests call it
    assert parts["total"] > sum(SubmissionTimings(assignment).parts_of("bob").values())
    assert parts["why"] == 0
    assert "Where computing time went" in page
    assert "when 2 submissions were graded" in page
    assert "of it for total" in page
    how = run_batch.RunOptions(force=True)
    run_batch.grade_all(assignment, ["ann"], how)
    assert report_path(assignment.report_store, "ann").read_bytes() == first


@pytest.mark.sandbox
def test_time_of_an_answer_that_hangs_is_not_forgotten(assignment):
    """Its worker is gone, and so is that worker's clock; the seconds are not."""
    minicourse.hand_in(assignment, "ann", solved(total=ENDLESS))
    run_batch.grade_all(assignment, ["ann"])

    assert SubmissionTimings(assignment).parts_of("ann")["total"] > 1


# ------------------------------------------------------------------ the page


def test_page_names_nobody_who_was_slow():
    """Exercises and seconds, and whose they are stays unsaid."""
    time = sum_up_time([{CELLS: 0.01, "a": 240.0}] + [{CELLS: 0.01, "a": 12.25}] * 9)
    reports = [one.model_copy(update={"student": "ann"}) for one in SPLIT]
    made = replace(
        EMPTY_CLASS, title="Sums", stats=class_stats_of(reports, {}), time=time
    )
    text = Page(class_report.render_class_report(made)).text

    assert "a 99 % 12 s 4 min" in text
    assert "the notebook’s own cells < 1 % < 0.1 s < 0.1 s" in text
    assert "The slowest submissions: 4 min, 4 min of it for a; 12 s, 12 s" in text
    assert "ann" not in text.partition("Who needs a person")[0]
    assert json.dumps(class_report.class_report_values(made))


def test_page_says_how_many_were_measured():
    """Whoever was graded before this file was there is not in the figures."""
    made = replace(
        EMPTY_CLASS, stats=class_stats_of(SPLIT, {}), time=sum_up_time([{"a": 1.5}])
    )
    text = Page(class_report.render_class_report(made)).text

    assert "when 1 submission of 10 was graded; the median took 1.5 s" in text


def test_page_has_no_such_part_when_nothing_was_measured():
    """No figures, no table."""
    made = replace(EMPTY_CLASS, stats=class_stats_of(SPLIT, {}))

    assert "computing time" not in Page(class_report.render_class_report(made)).text
