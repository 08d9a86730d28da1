"""Students' pages, in step with what people gave in formgrader."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import pytest

from autograder.batch import feedback_pages, grade_one, rebuild, run_batch
from autograder.batch.published_results import PublishedResults
from autograder.course.course import Course
from autograder.course.report_store import report_path
from autograder.model import Verdict
from autograder.submissions.submission import Submission
from tests import minicourse
from tests.graded import graded, with_answer
from tests.markbook import late_penalties, set_late_penalties

pytestmark = [
    pytest.mark.usefixtures("lent_zygotes"),
    pytest.mark.nbgrader,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    # nbgrader's own session is closed by the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

LATE = """\
timezone: UTC
late: {penalty_per_day: 10}
assignments: {sums: {due: 2026-03-01T23:59:00+08:00}}
"""


@pytest.fixture
def assignment(tmp_path, empty_database):
    """Give the small course with a gradebook."""
    (tmp_path / "gradebook.db").write_bytes(empty_database)
    return minicourse.write_course(tmp_path)


def publish(assignment, *submissions):
    """Write what grading came to, as `autograder grade` does."""
    write_out(assignment, finished(assignment, *submissions))


def finished(assignment, *submissions):
    return [
        grade_one.grade_submission(
            SimpleNamespace(assignment=assignment, grade=lambda _, one=one: one),
            Submission(student=one.report.student, files={}),
        )
        for one in submissions
    ]


def write_out(assignment, done):
    with PublishedResults(assignment).open_writer() as write:
        write(done)


def give(assignment, name, score, comment=None):
    """Do what a person does in formgrader."""
    with (
        closing(sqlite3.connect(assignment.course.root / "gradebook.db")) as database,
        database,
    ):
        database.execute(
            "update grade set manual_score = ?, needs_manual_grade = 0 where cell_id in"
            " (select id from base_cell where name = ? and type = 'GradeCell')",
            (score, name),
        )
        database.execute(
            "update comment set manual_comment = ? where cell_id in"
            " (select id from base_cell where name like ? and type = 'SolutionCell')",
            (comment, f"{name}%"),
        )


def page(assignment, student="ann"):
    text = feedback_pages.page_path(assignment, student).read_text("utf-8")
    return text.replace("\N{NO-BREAK SPACE}", " ")


def written(student="ann", at=None, **verdicts):
    """Make a submission with an answer to read, handed in at a moment."""

    def made(assignment):
        one = graded(assignment, student, with_answer("So."), **verdicts)
        its = one.report.submission.model_copy(update={"submitted_at": at})
        return replace(one, report=one.report.model_copy(update={"submission": its}))

    return made


# ------------------------------------------------------------------ marks


def test_a_mark_is_on_the_page_when_a_submission_is_graded_again(assignment):
    """Score, comment and total are a person's, on the page that grading writes."""
    publish(assignment, written()(assignment))
    give(assignment, "why", 2.0, "Well *put*.")

    publish(assignment, written(total=Verdict.WRONG)(assignment))

    assert '<p class="score">5.33 / 8.5' in page(assignment)
    assert "2 / 2.5, given by a person" in page(assignment)
    assert "Well *put*." in page(assignment)


def test_a_page_is_written_as_it_was_made_when_nobody_gave_anything(
    assignment, monkeypatch
):
    """The one writer has no page to make: that was done beside the grading."""
    done = finished(assignment, graded(assignment, "ann"), written("bob")(assignment))
    monkeypatch.delattr(feedback_pages.feedback_page, "render_feedback")

    write_out(assignment, done)

    assert (
        feedback_pages.page_path(assignment, "ann").read_text("utf-8") == done[0].page
    )
    assert (
        feedback_pages.page_path(assignment, "bob").read_text("utf-8") == done[1].page
    )


def test_a_mark_is_on_the_page_when_nothing_is_graded_again(assignment):
    """A Report that stands gets its page renewed, and only when a mark changed."""
    publish(assignment, written()(assignment), written("bob")(assignment))
    give(assignment, "why", 2.0)
    feedback_pages.refresh_pages(assignment, ["ann"])
    before = feedback_pages.page_path(assignment, "ann").stat().st_ino
    feedback_pages.refresh_pages(assignment, ["ann"])

    assert "2 / 2.5, given by a person" in page(assignment)
    assert "given by a person" not in page(assignment, "bob")
    assert before == feedback_pages.page_path(assignment, "ann").stat().st_ino


def test_a_mark_is_gone_from_the_page_when_it_was_taken_back(assignment):
    """Withdrawn in formgrader, it is nowhere any more."""
    publish(assignment, written()(assignment))
    before = page(assignment)
    give(assignment, "total", 1.5, "Hm.")
    feedback_pages.refresh_pages(assignment, ["ann"])
    assert "1.5 / 4, given by a person" in page(assignment)

    give(assignment, "total", None)
    feedback_pages.refresh_pages(assignment, ["ann"])

    assert before == page(assignment)


def test_the_page_is_renewed_by_grading_when_its_report_stands(assignment, monkeypatch):
    """`autograder grade` finds nothing to grade, and shows the mark all the same."""
    minicourse.hand_in(assignment, "ann", with_answer("So."))
    publish(assignment, written()(assignment))
    give(assignment, "why", 2.0)
    stands = written()(assignment).report
    monkeypatch.setattr(run_batch.BatchRun, "_standing_report", lambda *_: stands)

    done = run_batch.grade_all(assignment, ["ann"])

    assert done.reused == 1
    assert "2 / 2.5, given by a person" in page(assignment)


@pytest.mark.parametrize("there", [True, False])
def test_a_lost_page_is_made_again_when_a_report_stands(assignment, there):
    """A page is a function of what stands; without a Report there is none."""
    publish(assignment, written()(assignment))
    path = feedback_pages.page_path(assignment, "ann")
    before = path.read_text("utf-8")
    path.unlink()
    if not there:
        report_path(assignment.report_store, "ann").unlink()

    feedback_pages.refresh_pages(assignment, ["ann"])

    assert path.exists() == there
    assert feedback_pages.current_page(assignment, "ann") == (before if there else None)


def test_a_blank_answer_is_not_promised_to_be_read(assignment):
    """The gradebook has given it 0: nobody will look, and the page says so."""
    publish(assignment, graded(assignment, "ann"))

    assert '<p class="score">6 / 8.5' in page(assignment)
    assert "will read" not in page(assignment)
    assert '<td class="num words">not attempted</td>' in page(assignment)


def test_an_answer_that_changed_is_read_again_before_its_mark_shows(assignment):
    """A mark of other words is nobody's mark until a person says so."""
    publish(assignment, written()(assignment))
    give(assignment, "why", 2.0)
    other = graded(assignment, "ann", with_answer("Otherwise."))

    publish(assignment, other)

    assert "a person will read this" in page(assignment)
    assert '<p class="score">6 / 6' in page(assignment)


# ------------------------------------------------------------------ lateness


def late(assignment, day, **more):
    return written(at=f"2026-03-{day:02}T12:00:00+00:00", **more)(assignment)


@pytest.fixture
def ruled(assignment):
    """Give the course with a rule for lateness."""
    (assignment.course.root / "course.yaml").write_text(LATE)
    return Course.find(assignment.course.root).assignment("sums")


def test_lateness_is_in_gradebook_and_page_when_the_course_has_a_rule(ruled):
    """Points with extra credit are what a share of is lost."""
    publish(ruled, late(ruled, 3))

    assert late_penalties(ruled, ["ann"]) == {"ann": 1.4}
    assert "−1.4 points" in page(ruled)
    assert "(2 days late: 20 % of the points); 5.6 are left." in page(ruled)


def test_lateness_is_in_the_gradebook_when_that_was_made_anew(ruled):
    """The column is where nbgrader reads it, and nowhere else."""
    publish(ruled, late(ruled, 3))

    rebuild.rebuild_gradebook(ruled)

    assert late_penalties(ruled, ["ann"]) == {"ann": 1.4}


def test_lateness_costs_a_share_of_a_mark_that_was_given_later(ruled):
    """What a person adds is late too."""
    publish(ruled, late(ruled, 3))
    give(ruled, "why", 2.0)
    feedback_pages.refresh_pages(ruled, ["ann"])

    assert late_penalties(ruled, ["ann"]) == {"ann": 1.8}
    assert "−1.8 points" in page(ruled)


def test_nothing_is_lost_when_a_later_submission_was_in_time(ruled):
    """A penalty that no longer holds is taken out of the gradebook."""
    publish(ruled, late(ruled, 3))
    publish(ruled, late(ruled, 1))

    assert late_penalties(ruled, ["ann"]) == {}
    assert "Handed in late" not in page(ruled)


def test_the_penalty_is_nbgraders_when_the_course_has_no_rule(assignment):
    """What its plugin wrote stays, and is on the page."""
    publish(assignment, late(assignment, 3))
    set_late_penalties(assignment, {"ann": 3.0})

    publish(assignment, late(assignment, 3))

    assert late_penalties(assignment, []) == {"ann": 3.0}
    assert "−3 points" in page(assignment)


def test_there_is_nothing_to_settle_without_a_gradebook(tmp_path):
    """Reading makes none, and a page is of the Report alone."""
    assignment = minicourse.write_course(tmp_path)
    text = written()(assignment).report.to_json()
    report_path(assignment.report_store, "ann").parent.mkdir(parents=True)
    report_path(assignment.report_store, "ann").write_text(text)

    feedback_pages.refresh_pages(assignment, ["ann"])
    set_late_penalties(assignment, {"ann": 1.0})

    assert "a person will read this" in page(assignment)
    assert late_penalties(assignment, ["ann"]) == {}
    assert not (tmp_path / "gradebook.db").exists()
