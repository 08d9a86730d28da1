"""The gradebook made anew from Reports, people's marks kept."""

import shutil
import sqlite3
import sys
from contextlib import closing

import pytest

from autograder import cli
from autograder.batch import rebuild, run_batch
from autograder.common.errors import MachineError
from autograder.course.report_store import report_path
from autograder.submissions import intake
from tests import classes

pytestmark = [
    pytest.mark.usefixtures("lent_zygotes"),
    pytest.mark.sandbox,
    pytest.mark.nbgrader,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    # nbgrader's own session is closed by the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def once_graded(tmp_path_factory):
    """Give a graded class: right, wrong, broken, prose, unreadable."""
    course = classes.write_class(tmp_path_factory.mktemp("class") / "course", 5)
    run_batch.grade_all(course, intake.submitting_students(course))
    return course


@pytest.fixture
def graded(once_graded, tmp_path):
    """Give a copy of it."""
    return classes.copy_of(once_graded, tmp_path / "course")


def change(assignment, query, *values):
    path = assignment.course.root / "gradebook.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute(query, values)
        database.commit()


def mark(assignment):
    """Do what a person does in formgrader, for everybody."""
    change(assignment, "update grade set manual_score = 1.5, needs_manual_grade = 0")
    change(assignment, "update comment set manual_comment = 'well'")


def test_rebuilt_gradebook_is_the_one_that_grading_made(graded):
    """A gradebook that was deleted comes back, row for row."""
    before = classes.outcome(graded)
    (graded.course.root / "gradebook.db").unlink()
    held = rebuild.rebuild_gradebook(graded)

    assert before == classes.outcome(graded)
    assert (held.students, held.reports, held.manual) == (5, 5, 0)
    assert held.waiting == 1 + 4  # one written answer, and all of what was unreadable


def test_marks_of_people_are_read_back_first(graded):
    """Scores and comments that people gave stay; what was wrong is put right."""
    mark(graded)
    before = classes.outcome(graded)
    change(graded, "update grade set auto_score = 99")
    change(graded, "update comment set auto_comment = 'nonsense'")
    change(graded, "delete from grade where rowid in (select max(rowid) from grade)")
    held = rebuild.rebuild_gradebook(graded)
    after = classes.outcome(graded)

    assert held.manual == 19
    assert before["comments"] == after["comments"]
    assert len(before["grades"]) == len(after["grades"])
    scores = {(row[0], row[1]): row[2] for row in after["grades"]}
    assert 99 not in scores.values()
    assert sum(row[3] == 1.5 for row in after["grades"]) == 19


def test_marks_without_a_report_stay(graded):
    """What a person gave for somebody whose Report is lost is not thrown away."""
    mark(graded)
    report_path(graded.report_store, "s000").unlink()
    rebuild.rebuild_gradebook(graded)
    students = {row[0] for row in classes.outcome(graded)["grades"]}

    assert students == {"s000", "s001", "s002", "s003", "s004"}


def test_submission_without_report_and_marks_goes(graded):
    """Rows that nothing stands behind are removed."""
    report_path(graded.report_store, "s000").unlink()
    held = rebuild.rebuild_gradebook(graded)

    assert (held.students, held.reports) == (4, 4)


def test_lost_notebook_is_shown_again(graded):
    """Formgrader's copy is made again from the submission."""
    folder = graded.course.root / "autograded" / "s003" / "sums"
    shutil.rmtree(folder)
    rebuild.rebuild_gradebook(graded)

    assert "short" in (folder / "sums.ipynb").read_text()


def test_changed_submission_does_not_change_what_was_graded(graded):
    """What was handed in since is for the next `grade`."""
    before = classes.outcome(graded)
    shutil.rmtree(graded.course.submitted / "s003")
    (graded.course.root / "gradebook.db").unlink()
    rebuild.rebuild_gradebook(graded)

    assert before["grades"] == classes.outcome(graded)["grades"]


def test_damaged_gradebook_says_how_to_go_on(graded):
    """A file that is no database is moved away by a person, not by us."""
    (graded.course.root / "gradebook.db").write_bytes(b"no database" * 100)
    with pytest.raises(MachineError, match="cannot be used") as caught:
        rebuild.rebuild_gradebook(graded)

    assert "mv gradebook.db" in caught.value.hint


def test_failed_rebuild_leaves_the_gradebook_as_it_was(graded, monkeypatch):
    """All of it happens in one transaction, or nothing."""
    mark(graded)
    before = classes.outcome(graded)

    def fail(self, student):
        raise MachineError("the disk is full")

    monkeypatch.setattr(rebuild.EntryMaker, "make_again", fail)
    with pytest.raises(MachineError):
        rebuild.rebuild_gradebook(graded)

    assert before == classes.outcome(graded)


def test_command_says_what_the_gradebook_holds(graded, capsys, monkeypatch):
    """`autograder gradebook` counts, advises, and with `--rebuild` makes it anew."""
    arguments = ["autograder", "gradebook", "sums", "--course-dir"]
    arguments.append(str(graded.course.root))
    report_path(graded.report_store, "s000").unlink()
    told = []
    for options in ([], ["--rebuild"]):
        monkeypatch.setattr(sys, "argv", [*arguments, *options])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert not ended.value.code
        told.append(capsys.readouterr().out)

    assert "in it          5   of 4 Reports" in told[0]
    assert "hint: `autograder gradebook sums --rebuild` makes it anew" in told[0]
    assert "in it          4   of 4 Reports" in told[1]
    assert "hint" not in told[1]
