"""nbgrader's own commands and buttons, with our parts in the place of its own."""

import csv
import shutil
import threading
import time
from datetime import UTC, datetime

import pytest

from autograder.batch import feedback_pages, regrade, run_batch
from autograder.common.digests import sha256_hex
from autograder.course.course import Course
from autograder.course.course_lock import course_lock
from autograder.course.report_store import read_report, report_path
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.marks import read_marks
from autograder.output.apply_marks import Mark
from autograder.submissions import arrival_times, intake
from autograder.tools.lms import return_feedback
from tests import minicourse, thirty
from tests.formgrader import ROOT, api, nbgrader
from tests.graded import with_answer
from tests.markbook import late_penalties

pytestmark = [
    pytest.mark.usefixtures("lent_zygotes"),
    pytest.mark.nbgrader,
    pytest.mark.sandbox,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
    # nbgrader leaves sessions and files to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

WHY = "A total of nothing is nothing."
LATE_BY_RULE = """\
timezone: UTC
late: {penalty_per_day: 10}
assignments: {sums: {due: 2026-03-01T23:59:00+08:00}}
"""
ZERO_WHEN_LATE = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
TWO_DAYS_LATE = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def course(tmp_path):
    """Give the small course as nbgrader knows it, after a release."""
    assignment = minicourse.write_course(tmp_path)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    with Gradebook(assignment):
        pass
    return assignment


def autograde(assignment, student):
    """Do what formgrader's button calls."""
    return api(assignment.course.root).autograde(assignment.name, student)


def mark(assignment, student, name, score, comment=None):
    """Give points as formgrader's boxes do: through nbgrader's own classes."""
    with api(assignment.course.root).gradebook as gradebook:
        where = (assignment.notebook, assignment.name, student)
        grade = gradebook.find_grade(name, *where)
        grade.manual_score, grade.needs_manual_grade = score, False
        answer = assignment.exercise(name).answer_id
        gradebook.find_comment(answer, *where).manual_comment = comment
        gradebook.db.commit()


def page_of(assignment, student):
    text = feedback_pages.page_path(assignment, student).read_text("utf-8")
    return text.replace("\N{NO-BREAK SPACE}", " ")


def exported(assignment):
    """Do what `nbgrader export` does, without its start; give its one row."""
    from autograder.hooks.trusted import CsvExport

    asked = api(assignment.course.root)
    path = assignment.course.root / "grades.csv"
    with asked.gradebook as gradebook:
        before = gradebook.find_assignment(assignment.name).submissions
        assert [one.late_submission_penalty for one in before]  # read, and kept
        CsvExport(parent=asked, to=str(path)).export(gradebook)
    return row_of(path)


def row_of(path):
    with path.open(newline="") as file:
        [row] = csv.DictReader(file)
    return row


def returned(assignment, student):
    """Give a student's page in the zip that an LMS takes back."""
    root = assignment.course.root
    return_feedback.return_pages(
        assignment, root / "back.zip", return_feedback.ReturnFormat.PLAIN
    )
    shutil.unpack_archive(root / "back.zip", root / "back")
    text = (root / "back" / student / "sums.html").read_text("utf-8")
    return text.replace("\N{NO-BREAK SPACE}", " ")


# ------------------------------------------------------------------ the same scores


@pytest.mark.slow
def test_scores_are_the_same_when_nbgrader_asks_for_thirty(course, tmp_path):
    """Right, wrong, broken, hostile: as by `autograder grade`, and nothing ran here."""
    thirty.hand_in(course)
    by_command = tmp_path / "by_command"
    shutil.copytree(course.course.root, by_command, ignore=lambda *_: ["by_command"])
    other = Course.find(by_command).assignment("sums")
    students = intake.submitting_students(other)
    run_batch.grade_all(other, students)
    secret = ".autograder/secret"  # the same inputs are drawn
    (tmp_path / secret).parent.mkdir(exist_ok=True)
    shutil.copy(by_command / secret, tmp_path / secret)

    said = [autograde(course, student) for student in students]

    assert len(students) == 30
    assert all(one["success"] for one in said)
    for student in students:
        ours = read_report(other.report_store, student)
        theirs = read_report(course.report_store, student)
        assert (theirs.score, theirs.extra_credit) == (ours.score, ours.extra_credit)
        assert theirs.exercises == ours.exercises
        assert (theirs.status, theirs.notes) == (ours.status, ours.notes)
    assert read_marks(course) == read_marks(other)
    assert not list(tmp_path.rglob("ran"))
    copied = {one.name for one in (tmp_path / "autograded").glob("*/sums/*")}
    assert copied == {"sums.ipynb"}


def test_nbgraders_commands_are_ours_when_they_are_typed(course):
    """Hidden tests decide; feedback is made anew without --force, for marks change."""
    root = course.course.root
    minicourse.hand_in(course, "ann", minicourse.solved(total=thirty.WRONG["raises"]))
    minicourse.hand_in(course, "bob", with_answer(WHY))

    nbgrader(root, "autograde", "sums")
    marks = read_marks(course)
    mark(course, "bob", "why", 2.0, "Well put.")
    nbgrader(root, "generate_feedback", "sums")

    assert (marks["ann"]["total"].score, marks["bob"]["total"].score) == (0.0, 4.0)
    assert marks["ann"]["spread"].extra_credit == 1.0
    assert "Well put." in page_of(course, "bob")
    [only] = feedback_pages.page_path(course, "bob").parent.iterdir()
    assert only.name == "sums.html"


def test_the_reason_is_told_when_there_is_no_notebook_to_ask_for(course):
    """The button's log says what nbgrader looked for; our command grades it."""
    path = minicourse.hand_in(course, "ann", minicourse.solved())
    path.rename(path.with_name("answers.txt"))

    said = autograde(course, "ann")
    run_batch.grade_all(course, ["ann"])

    assert not said["success"]
    assert "No notebooks were matched" in said["log"]
    assert read_report(course.report_store, "ann").score == 6.0


def test_the_command_waits_when_the_course_is_being_written(course):
    """Nobody asks it anything meanwhile, as they would a server."""
    minicourse.hand_in(course, "ann", minicourse.solved())
    writing, waited = threading.Event(), []

    def write():
        with course_lock(course.course, "grade everything"):
            writing.set()
            time.sleep(1)
            waited.append(True)

    other = threading.Thread(target=write)
    other.start()
    writing.wait()
    said = autograde(course, "ann")
    other.join()

    assert (said["success"], waited) == (True, [True])


# ------------------------------------------------------------------ a person's marks


def test_an_override_survives_when_everything_is_done_again(course):
    """Grade, the button, regrade, feedback, export and return all show a TA's mark."""
    root = course.course.root
    minicourse.hand_in(course, "ann", with_answer(WHY))
    autograde(course, "ann")
    mark(course, "ann", "total", 1.5, "Nearly.")
    mark(course, "ann", "why", 2.0, "Well put.")
    given = read_marks(course)
    expected = ("5.5 / 8.5", "1.5 / 4, given by a person", "Nearly.", "Well put.")

    def shows(text):
        return all(said in text for said in expected)

    run_batch.grade_all(course, ["ann"])
    assert shows(page_of(course, "ann"))
    run_batch.grade_all(course, ["ann"], run_batch.RunOptions(force=True))
    assert shows(page_of(course, "ann"))
    autograde(course, "ann")
    assert shows(page_of(course, "ann"))

    test = course.hidden / "test_mean.py"
    test.write_text(test.read_text().replace("size=6", "size=7"))
    changed = Course.find(root).assignment("sums")
    seen = regrade.preview_regrade(changed, ["ann"])
    assert regrade.publish_regrade(changed, seen).published
    assert shows(page_of(changed, "ann"))

    feedback_pages.page_path(changed, "ann").unlink()
    assert api(root).generate_feedback("sums", "ann")["success"]
    assert shows(page_of(changed, "ann"))
    assert shows(returned(changed, "ann"))
    assert read_marks(changed) == given
    nbgrader(root, "export", "--to", "grades.csv")
    assert float(row_of(root / "grades.csv")["score"]) == 6.5  # with the bonus


@pytest.mark.parametrize("answer, asked", [(WHY, False), ("Another one.", True)])
def test_a_person_looks_again_when_another_answer_is_autograded(course, answer, asked):
    """The button removes what was shown, and still nobody keeps a mark for other words.

    nbgrader alone would ask again for every answer, changed or not.
    """
    minicourse.hand_in(course, "ann", with_answer(WHY))
    autograde(course, "ann")
    mark(course, "ann", "why", 2.0)
    minicourse.hand_in(course, "ann", with_answer(answer))

    autograde(course, "ann")

    kept = Mark(score=2.0, manual=True, extra_credit=0.0, comment="", again=asked)
    assert read_marks(course)["ann"]["why"] == kept
    assert ("a person will read this" in page_of(course, "ann")) == asked


# ------------------------------------------------------------------ lateness


def hand_in_late(assignment, student):
    path = minicourse.hand_in(assignment, student, with_answer(WHY))
    files = {path.name: sha256_hex(path.read_bytes())}
    arrival = arrival_times.Arrival(at=TWO_DAYS_LATE, files=files)
    arrival_times.record_arrival(assignment.course, assignment.name, student, arrival)


def test_lateness_costs_what_the_course_says_when_nbgrader_exports(course):
    """A mark that is given later costs its share too, in gradebook, export and page."""
    root = course.course.root
    (root / "course.yaml").write_text(LATE_BY_RULE)
    assignment = Course.find(root).assignment("sums")
    hand_in_late(assignment, "ann")
    autograde(assignment, "ann")
    assert late_penalties(assignment, ["ann"]) == {"ann": 1.4}
    assert "−1.4 points</strong> (2 days late: 20 % of the points); 5.6 are left" in (
        page_of(assignment, "ann")
    )

    mark(assignment, "ann", "why", 2.0)
    row = exported(assignment)
    assert (row["raw_score"], row["late_submission_penalty"]) == ("9.0", "1.8")
    assert row["score"] == "7.2"
    assert api(root).generate_feedback("sums", "ann")["success"]
    assert "−1.8 points" in page_of(assignment, "ann")
    assert returned(assignment, "ann") == page_of(assignment, "ann")

    (root / "course.yaml").write_text(f"{LATE_BY_RULE}extensions: {{ann: 3 days}}\n")
    run_batch.grade_all(Course.find(root).assignment("sums"), ["ann"])
    assert late_penalties(assignment, ["ann"]) == {}
    assert "Handed in late" not in page_of(assignment, "ann")


def test_nbgraders_plugin_decides_when_the_course_has_no_rule(course):
    """Its own configuration is asked, by the button, by feedback and by export."""
    root = course.course.root
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(ZERO_WHEN_LATE)
    hand_in_late(course, "ann")
    autograde(course, "ann")
    assert late_penalties(course, ["ann"]) == {"ann": 7.0}
    assert "−7 points" in page_of(course, "ann")

    mark(course, "ann", "why", 2.0)
    row = exported(course)
    assert (row["raw_score"], row["late_submission_penalty"]) == ("9.0", "9.0")
    run_batch.grade_all(course, ["ann"])
    assert "−9 points" in page_of(course, "ann")


# ------------------------------------------------------------------ feedback


def test_feedback_is_refused_when_there_is_no_report(course):
    """Nothing is made up: formgrader's log says which command is missing."""
    minicourse.hand_in(course, "ann", minicourse.solved())
    autograde(course, "ann")
    report_path(course.report_store, "ann").unlink()

    said = api(course.course.root).generate_feedback("sums", "ann")

    assert not said["success"]
    assert "there is no Report of `ann`" in said["log"]
