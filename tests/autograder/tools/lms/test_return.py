"""Feedback pages as an LMS takes them back, with what a person gave in them."""

import json
import re
import zipfile
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from autograder import cli
from autograder.common.errors import UserError
from autograder.common.files import write_whole
from autograder.course import roster
from autograder.course.report_store import report_path
from autograder.gradebook.marks import Mark
from autograder.model import Kind, Verdict
from autograder.output import feedback_page
from autograder.output.apply_marks import with_marks
from autograder.report import ExerciseResult, GradedFile, Outcome, Report
from autograder.tools.lms import collect, download_layouts, return_feedback
from autograder.tools.lms.return_feedback import ReturnFormat
from tests import downloads


def result(name, score, most, **more):
    right = score == most
    verdict = Verdict.PASSED if right else Verdict.WRONG
    values = {
        "notebook": "sums",
        "kind": Kind.CODE,
        "score": score,
        "max_score": most,
        "verdict": verdict,
        "outcomes": (Outcome(test="test_values", verdict=verdict, weight=1.0),),
        **more,
    }
    return ExerciseResult(name=name, **values)


WRITTEN = result("why", None, 2.5, kind=Kind.WRITTEN, verdict=None, outcomes=())


def report(student="s001", **more):
    values = {
        "student": student,
        "assignment": "sums",
        "title": "Sums",
        "status": "graded",
        "score": 3.0,
        "max_score": 6.0,
        "suite": "abc",
        "sandbox": "full",
        "submission": GradedFile(file="sums.ipynb", sha256="00"),
        "exercises": (result("total", 1.0, 4.0), result("mean", 2.0, 2.0), WRITTEN),
        **more,
    }
    return Report(**values)


def mark(score=None, *, manual=True, extra_credit=0.0, comment=""):
    return Mark(score=score, manual=manual, extra_credit=extra_credit, comment=comment)


MARKS = {
    "total": mark(3.5, comment="The idea is right.\n\nMind <b>the last</b> value."),
    "why": mark(2.0),
}


@pytest.fixture
def course(assignment, monkeypatch):
    root = assignment.course.root
    (root / "roster.csv").write_text(downloads.ROSTER)
    (root / "course.yaml").write_text("roster: roster.csv\n")
    monkeypatch.setattr(return_feedback, "read_marks", lambda _: {"s001": MARKS})
    return assignment


@pytest.fixture
def graded(course, tmp_path):
    """Collect a download, and grade it without a worker."""

    def graded(files):
        path = downloads.write(tmp_path, downloads.zip_of(files))
        done = collect.collect_download(course, path)
        for student in {*done.new, *done.replaced}:
            text = report(student).to_json()
            write_whole(report_path(course.report_store, student), text)
        return course

    return graded


def returned(assignment, tmp_path, target):
    path = tmp_path / "back.zip"
    done = return_feedback.return_pages(assignment, path, target)
    with zipfile.ZipFile(path) as archive:
        return done, {name: archive.read(name).decode() for name in archive.namelist()}


# ------------------------------------------------------------------ layouts


def test_canvas_gets_the_names_that_it_gave(graded, tmp_path):
    """Both numbers and all in front of them are as they were downloaded."""
    assignment = graded(downloads.CANVAS)
    done, pages = returned(assignment, tmp_path, ReturnFormat.CANVAS)

    assert set(pages) == {
        "doejane_7001_9001_sums.html",
        "vanderbergbob_LATE_7002_9002_sums-2.html",
        "müllernúñezzoë_7003_9003_my_answer.html",
        "leeann_404_9004_sums.html",
    }
    assert done.left_out == []
    assert "s002" in pages["vanderbergbob_LATE_7002_9002_sums-2.html"]


def test_canvas_finds_student_and_submission_in_each_name(graded, tmp_path):
    """As its source does: the first two parts between underscores that are numbers."""
    assignment = graded(downloads.CANVAS)
    _, pages = returned(assignment, tmp_path, ReturnFormat.CANVAS)
    found = {tuple(re.findall(r"(?<=_)\d+(?=_)", name)[:2]) for name in pages}

    assert found == {
        ("7001", "9001"),
        ("7002", "9002"),
        ("7003", "9003"),
        ("404", "9004"),
    }


def test_moodle_gets_the_folders_that_it_gave(graded, tmp_path):
    """In folders as in the download; flat where that was flat."""
    assignment = graded(downloads.MOODLE)
    _, pages = returned(assignment, tmp_path, ReturnFormat.MOODLE)

    assert set(pages) == {
        "Jane Doe_31001_assignsubmission_file/sums.html",
        "Bob van der Berg_31002_assignsubmission_file_/sums.html",
        "Zoë Müller-Núñez_31003_assignsubmission_file_sums.html",
    }


def test_what_is_returned_is_collected_as_the_same_students(graded, tmp_path):
    """The names lead back to whom they came from."""
    assignment = graded(downloads.CANVAS)
    _, pages = returned(assignment, tmp_path, ReturnFormat.CANVAS)
    claims = download_layouts.find_claims(
        pages, zone=None, metadata={}, assignment="sums"
    )
    finder = download_layouts.Finder(roster.parse_roster(downloads.ROSTER))
    found = {finder.find(one.people[0]): name for name, one in claims.items()}

    assert set(found) == {"s001", "s002", "s003", "s004"}
    assert all(
        f"<bdi>{student}</bdi>" in pages[name] for student, name in found.items()
    )


def test_without_an_lms_each_page_is_in_a_folder_of_its_student(graded, tmp_path):
    """For courses that give pages back on their own."""
    assignment = graded(downloads.CANVAS)
    _, pages = returned(assignment, tmp_path, ReturnFormat.PLAIN)

    assert "s001/sums.html" in pages


def test_who_was_not_collected_from_there_is_told(graded, tmp_path):
    """A page without a name that the system knows would be lost silently."""
    one = {"doejane_7001_9001_sums.ipynb": downloads.answer()}
    assignment = graded(one)
    write_whole(report_path(assignment.report_store, "s777"), report("s777").to_json())
    done, pages = returned(assignment, tmp_path, ReturnFormat.CANVAS)

    assert list(pages) == ["doejane_7001_9001_sums.html"]
    assert done.left_out == [
        ("s777", "its name in Canvas is not known: it was not collected")
    ]
    with pytest.raises(UserError, match="it came from Canvas"):
        return_feedback.return_pages(
            assignment, tmp_path / "b.zip", ReturnFormat.MOODLE
        )
    assert not (tmp_path / "b.zip").exists()


def test_nothing_graded_is_nothing_to_return(course, tmp_path):
    """The hint says what comes first."""
    with pytest.raises(UserError, match="no feedback") as told:
        return_feedback.return_pages(course, tmp_path / "b.zip", ReturnFormat.PLAIN)

    assert told.value.hint == "autograder grade sums"


def test_a_report_of_another_version_is_left_out(graded, tmp_path):
    """A page is made of a Report, and this one cannot be read."""
    assignment = graded(downloads.CANVAS)
    write_whole(report_path(assignment.report_store, "s004"), "{}")
    done, _ = returned(assignment, tmp_path, ReturnFormat.PLAIN)

    assert [student for student, _ in done.left_out] == ["s004"]


def test_who_waits_for_a_person_is_told(graded, tmp_path):
    """Only `s001` has a mark for the written question."""
    assignment = graded(downloads.CANVAS)
    done, _ = returned(assignment, tmp_path, ReturnFormat.PLAIN)

    assert done.waiting == ["s002", "s003", "s004"]


def test_who_is_read_again_waits_although_there_is_a_mark():
    """The mark is of an answer that changed since."""
    marks = {**MARKS, "why": replace(MARKS["why"], again=True)}

    assert return_feedback.is_waiting(report(), marks)
    assert not return_feedback.is_waiting(report(), MARKS)


def test_the_same_pages_give_the_same_bytes(graded, tmp_path):
    """A zip that differs means that a page does."""
    assignment = graded(downloads.CANVAS)
    for name in "ab":
        return_feedback.return_pages(assignment, tmp_path / name, ReturnFormat.CANVAS)

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


# ------------------------------------------------------------------ marks


def test_a_page_says_what_a_person_gave_and_wrote():
    """Their points, their words, and the total that follows."""
    page = feedback_page.render_feedback(report(), marks=MARKS)

    assert '<p class="score">7.5 / 8.5</p>' in page
    assert "From the person who read it" in page
    assert "<p>The idea is right.</p>" in page
    assert "Mind &lt;b&gt;the last&lt;/b&gt; value." in page
    assert "a person will read this" not in page.lower()


def test_a_page_without_marks_is_as_it_was():
    """A person who gave nothing changes nothing."""
    assert feedback_page.render_feedback(
        report(), marks={}
    ) == feedback_page.render_feedback(report())
    assert "From the person" not in feedback_page.render_feedback(report())


def test_marks_take_the_place_of_scores_and_count_in_totals():
    """A person's mark wins; a written question counts once it has one."""
    seen = with_marks(report(), MARKS)

    assert (seen.score, seen.max_score) == (7.5, 8.5)
    assert [one.score for one in seen.exercises] == [3.5, 2.0, 2.0]


def test_a_comment_alone_changes_no_score():
    """An automatic score that the gradebook repeats is not a person's."""
    marks = {"total": mark(0.5, manual=False, comment="look again")}
    seen = with_marks(report(), marks)

    assert (seen.score, seen.max_score) == (3.0, 6.0)
    assert "look again" in feedback_page.render_feedback(report(), marks=marks)


def test_a_written_question_without_an_answer_is_nobodys_to_read_any_more():
    """The gradebook holds a 0 that no person gave, so the page links to nobody."""
    page = feedback_page.render_feedback(
        report(), marks={"why": mark(0.0, manual=False)}
    )

    assert '<p class="score">3 / 8.5</p>' in page
    assert "not attempted" in page
    assert 'href="#' not in page.partition("<tbody>")[2].partition("why")[2]


def test_extra_credit_of_a_person_counts():
    """A bonus that was given in formgrader is in the total."""
    seen = with_marks(report(), {"total": mark(4.0, extra_credit=1.5)})

    assert seen.extra_credit == 1.5


def test_frozen_points_stay_frozen_but_for_what_a_person_gave():
    """Where tampering is suspected only a person's marks count."""
    frozen = report(status="suspicious", score=0.0, tampering="a canary")

    assert with_marks(frozen, {"total": mark(4.0)}).score == 4.0
    assert with_marks(frozen, {"total": mark(4.0, manual=False)}).score == 0.0


# ------------------------------------------------------------------ the commands


def test_commands_collect_return_and_publish(course, tmp_path, monkeypatch):
    """The verbs do what their functions do, and their exit codes say so."""
    root = str(course.course.root)
    files = {**downloads.CANVAS, "nobody_1_2_sums.ipynb": b"{}"}
    path = downloads.write(tmp_path, downloads.zip_of(files))
    run = CliRunner().invoke
    where = ["--course-dir", root, "--json"]
    collected = run(cli.app, ["collect", "sums", str(path), *where])
    write_whole(report_path(course.report_store, "s001"), report().to_json())
    to = ["--to", str(tmp_path / "out.zip")]
    back = run(cli.app, ["return", "sums", *to, "--format", "canvas", *where])
    to.append("--force")
    given = run(cli.app, ["publish", "sums", *to, *where])
    grader = run(cli.app, ["gradescope", "sums", *to, *where])
    wrong = run(cli.app, ["return", "sums", *to, "--format", "canvass", *where])

    assert [one.exit_code for one in (collected, back, given, grader)] == [1, 0, 0, 0]
    assert json.loads(collected.stdout)["left_out"] == [
        ["nobody_1_2_sums.ipynb", "no `nobody` on the roster"]
    ]
    assert json.loads(back.stdout)["students"] == ["s001"]
    assert "sums/sums.ipynb" in json.loads(given.stdout)["files"]
    assert json.loads(grader.stdout)["assignment"] == "sums"
    assert isinstance(wrong.exception, UserError)
