"""Regrading: looked at first, then published, and what a person gave stays."""

import json
import sqlite3
import sys
from contextlib import closing

import pytest

from autograder import cli
from autograder.batch import published_results, regrade, report_diff, run_batch
from autograder.cli.screens import regrade_screen
from autograder.common.errors import Interrupted, MachineError, UserError
from autograder.course.report_store import read_reports
from autograder.gradebook.marks import read_marks
from autograder.model import Verdict
from autograder.submissions import intake
from tests import minicourse
from tests.graded import report
from tests.minicourse import solved

pytestmark = pytest.mark.usefixtures("lent_zygotes")

ROUNDED = "def total(values):\n    return float(round(sum(values), 2))"
MEAN = "def mean(values):\n    return float(np.mean(values))"
NO_EMPTY = "def total(values):\n    return float(np.sum(values)) / bool(len(values))"

STRICTER = '''

def test_precise(student):
    """No digit is lost."""
    assert_number(student.total([0.001]), 0.001)
'''


def change_suite(assignment):
    """Forgive the empty list, and ask for digits instead."""
    path = assignment.hidden / "test_total.py"
    text = path.read_text()
    path.write_text(
        text.replace("assert_number(student.total([]), 0.0)", "student.total([1.0])")
        + STRICTER
    )
    return assignment.course.assignment("sums")


def loosen(assignment):
    """Draw values that survive rounding, so that a rounded total has its values."""
    path = assignment.hidden / "test_total.py"
    path.write_text(
        path.read_text().replace("rng.normal(size=n)", "rng.integers(9, size=n)")
    )
    return assignment.course.assignment("sums")


def sql(assignment, statement):
    with closing(sqlite3.connect(assignment.course.root / "gradebook.db")) as database:
        found = database.execute(statement).fetchall()
        database.commit()
    return found


def auto_scores(assignment):
    """Give the gradebook's automatic scores of `total`, by student."""
    return dict(
        sql(
            assignment,
            "select student_id, auto_score from grade"
            " join base_cell cell on cell.id = grade.cell_id"
            " join submitted_notebook part on part.id = grade.notebook_id"
            " join submitted_assignment whole on whole.id = part.assignment_id"
            " where cell.name = 'total'",
        )
    )


def mark(assignment, student, score, comment):
    """Do what a person does in formgrader, to one student's `mean`."""
    part = (
        "notebook_id in (select part.id from submitted_notebook part"
        " join submitted_assignment whole on whole.id = part.assignment_id"
        f" where student_id = '{student}')"
    )
    sql(
        assignment,
        f"update grade set manual_score = {score}, needs_manual_grade = 0 where {part}"
        " and cell_id in (select id from base_cell"
        " where name = 'mean' and type = 'GradeCell')",
    )
    sql(
        assignment,
        f"update comment set manual_comment = '{comment}' where {part}"
        " and cell_id in (select id from base_cell"
        " where name = 'mean_solution' and type = 'SolutionCell')",
    )


def snapshot(assignment):
    """Give everything that people look at, but for the gradebook's bytes."""
    root = assignment.course.root
    folders = ("reports/sums", "feedback", "autograded")
    paths = [path for folder in folders for path in sorted((root / folder).rglob("*"))]
    return {str(path): path.read_bytes() for path in paths if path.is_file()}


@pytest.fixture
def graded(assignment):
    """Give a class of three, graded: rounded, no empty list, right."""
    assignment = loosen(assignment)
    minicourse.hand_in(assignment, "ann", solved(total=ROUNDED, mean=MEAN))
    minicourse.hand_in(assignment, "bob", solved(total=NO_EMPTY, mean=MEAN))
    minicourse.hand_in(assignment, "cy", solved())
    run_batch.grade_all(assignment, intake.submitting_students(assignment))
    return assignment


def looked_at(assignment, *students):
    return regrade.preview_regrade(
        assignment, students or intake.submitting_students(assignment)
    )


@pytest.mark.sandbox
@pytest.mark.nbgrader
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_one_goes_down_and_one_up_when_a_changed_suite_is_published(graded):
    """Previewed, nothing changes; published, scores do; what a person gave stays."""
    mark(graded, "bob", 0.5, "see me")
    before, scores = snapshot(graded), auto_scores(graded)
    changed = change_suite(graded)

    seen = looked_at(changed)

    assert [(one.student, round(one.by, 2)) for one in seen.changes] == [
        ("bob", 0.8),
        ("ann", -0.67),
        ("cy", 0.0),
    ]
    assert (before, scores) == (snapshot(graded), auto_scores(graded))

    done = regrade.publish_regrade(changed, seen)

    assert auto_scores(changed) == {"ann": 4 * 5 / 6, "bob": 4.0, "cy": 4.0}
    bob = read_marks(changed)["bob"]["mean"]
    assert (bob.score, bob.manual, bob.comment) == (0.5, True, "see me")
    new = [round(one.score, 2) for one in read_reports(changed.report_store)]
    assert new == [5.33, 6.0, 6.0]
    kept = changed.course.root / done.kept
    old = {path.name: path.read_bytes() for path in kept.iterdir()}
    assert old == {
        name: before[str(changed.reports / name)]
        for name in ("ann.json", "bob.json", "cy.json")
    }
    assert before.keys() == snapshot(graded).keys()
    page = changed.course.root / "feedback/ann/sums/sums.html"
    assert "No digit is lost." in page.read_text()
    assert not list(changed.reports.with_name("sums.next").glob("*.json"))

    diff = regrade.last_regrade(changed)

    assert seen.changes == diff.changes
    assert run_batch.grade_all(changed, intake.submitting_students(changed)).reused == 3


@pytest.mark.sandbox
def test_why_is_said_when_points_change(graded):
    """The screen names each test that moved, with its rubric, and the sums of it."""
    shown = regrade_screen.regrade_screen(looked_at(change_suite(graded)))
    words = " ".join(shown.plain.split())

    assert "3 submissions: 1 up, 1 down, 1 with as many points as before" in words
    assert "✗ ann 7 → 6.33 (−0.67)" in words
    assert "test_precise: new → wrong No digit is lost." in words
    assert "✓ bob 6.2 → 7 (+0.8)" in words
    assert "test_empty: error → passed" in words
    assert "1 × total / test_empty: error → passed" in words
    assert "--publish" in words
    assert [one["student"] for one in shown.data["changes"]] == ["bob", "ann"]
    json.dumps(shown.data)


@pytest.mark.sandbox
def test_nobody_is_graded_twice_when_a_preview_is_repeated(graded, monkeypatch):
    """A second look, and publishing, use what the first one found."""
    changed = change_suite(graded)
    seen = looked_at(changed)
    monkeypatch.setattr(run_batch.process_pool, "process_tasks", None)

    assert seen == looked_at(changed)


@pytest.mark.sandbox
@pytest.mark.nbgrader
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_only_the_named_change_when_students_are_named(graded):
    """`--student` regrades one and leaves the others, their old Report too."""
    changed = change_suite(graded)
    done = regrade.publish_regrade(changed, looked_at(changed, "bob"))

    suites = {one.student: one.suite for one in read_reports(changed.report_store)}
    assert {"bob"} == {name for name, suite in suites.items() if suite == done.after}
    kept = changed.course.root / done.kept
    assert [path.name for path in kept.iterdir()] == ["bob.json"]


@pytest.mark.sandbox
@pytest.mark.nbgrader
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_publishing_goes_on_when_it_was_cut_off(graded, monkeypatch):
    """The Reports from before the cut stay together with those from after it."""
    changed = change_suite(graded)
    seen = looked_at(changed)
    monkeypatch.setattr(run_batch, "WRITE_TOGETHER", 1)
    whole = published_results.write_whole

    def full_disk(path, content):
        if path.name == "ann.json":  # bob is written by then
            raise MachineError("the disk is full")
        whole(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(published_results, "write_whole", full_disk)
        with pytest.raises(MachineError):
            regrade.publish_regrade(changed, seen)
    suite = changed.hidden / "test_mean.py"
    suite.write_text(suite.read_text() + "\n")  # whatever the reason for going on
    changed = changed.course.assignment("sums")
    done = regrade.publish_regrade(changed, looked_at(changed))

    diff = regrade.last_regrade(changed)
    (folder,) = changed.reports.with_name("sums.before").iterdir()
    assert done.kept == folder.relative_to(changed.course.root).as_posix()
    old = {
        path.stem: json.loads(path.read_text())["score"] for path in folder.iterdir()
    }
    assert old == {"ann": 6.0, "bob": 5.2, "cy": 6.0}
    assert round(min(one.by for one in diff.changes), 2) == -0.67


@pytest.mark.sandbox
def test_publishing_is_refused_when_a_submission_changed_meanwhile(graded):
    """What was looked at is what is published, or nothing."""
    changed = change_suite(graded)
    seen = looked_at(changed)
    before = snapshot(graded)
    minicourse.hand_in(changed, "cy", solved(total=ROUNDED))

    with pytest.raises(UserError, match="`cy` changed since"):
        regrade.publish_regrade(changed, seen)
    assert before == snapshot(graded)


@pytest.mark.sandbox
def test_report_stays_when_the_new_suite_falls_over(graded):
    """A fault of ours is told and never published over a Report that stands."""
    path = graded.hidden / "test_mean.py"
    path.write_text(path.read_text().replace("rng.normal(size=6)", "1 / 0"))
    changed = graded.course.assignment("sums")
    before = snapshot(graded)
    seen = looked_at(changed)

    assert tuple(sorted(seen.not_graded)) == ("ann", "bob", "cy")
    assert regrade.publish_regrade(changed, seen).kept == ""
    assert before == snapshot(graded)
    shown = regrade_screen.regrade_screen(seen).plain
    assert "3 not graded: our fault" in shown
    assert "! mean / test_values: " in shown
    assert "ZeroDivisionError" in shown


@pytest.mark.sandbox
def test_nothing_is_replaced_when_nothing_changed(graded):
    """The same suite gives the same Reports, and no history."""
    done = regrade.publish_regrade(graded, looked_at(graded))

    assert (done.kept, done.changed) == ("", [])
    assert "no Report was replaced" in regrade_screen.regrade_screen(done).plain
    with pytest.raises(UserError, match="no regrade of `sums`"):
        regrade.last_regrade(graded)


@pytest.mark.sandbox
def test_its_own_command_is_named_when_a_preview_is_stopped(graded, monkeypatch):
    """Who pressed Ctrl-C reads how to go on with what they did."""

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(run_batch.WriteBuffer, "add", stopped)
    with pytest.raises(Interrupted) as raised:
        looked_at(change_suite(graded))

    assert raised.value.hint == "`autograder regrade sums` goes on where it was"


@pytest.mark.sandbox
@pytest.mark.nbgrader
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_commands_show_publish_and_look_back(graded, monkeypatch, capsys):
    """`regrade`, `regrade --publish` and `diff` say the same change."""
    root = graded.course.root
    change_suite(graded)

    def run(*words):
        command = ["autograder", *words, "--course-dir", str(root)]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return ended.value.code or 0, " ".join((said.out + said.err).split())

    code, out = run("diff", "sums")

    assert (code, "no regrade of `sums`" in out) == (2, True)
    code, previewed = run("regrade", "sums", "-j", "1")
    assert (code, "nothing is changed yet" in previewed) == (0, True)
    _, data = run("regrade", "sums", "-j", "1", "--student", "ann", "--json")
    assert json.loads(data)["compared"] == 1
    code, published = run("regrade", "sums", "-j", "1", "--publish")
    assert (code, "sums.before/0001-" in published) == (0, True)
    code, looked_back = run("diff", "sums")
    assert (code, "✗ ann 7 → 6.33 (−0.67)" in looked_back) == (0, True)
    assert "regraded sums" in looked_back


# ------------------------------------------------------------------ comparing Reports


def test_a_persons_score_counts_on_both_sides_when_reports_are_compared(assignment):
    """What a person gave hides the automatic change, and the screen says so."""
    old = report(assignment, "ann", {})
    new = report(assignment, "ann", {"total": Verdict.WRONG})
    one = report_diff.compare_reports(old, new, {"total": 3.0, "why": 2.0})

    assert (one.before, one.after, one.by) == (5.0 + 1.0, 5.0 + 1.0, 0.0)
    assert one.counts
    seen = regrade.RegradeResult(
        assignment="sums", before=("a",), after="b", changes=(one,)
    )
    assert (
        "a person gave 3, and that stands" in regrade_screen.regrade_screen(seen).plain
    )


def test_nothing_changes_when_reports_say_the_same(assignment):
    """Equal Reports are no change."""
    one = report(assignment, "ann", {"mean": Verdict.WRONG})

    assert not report_diff.compare_reports(one, one, {}).counts


def test_first_grading_is_told_when_there_was_no_report(assignment):
    """Who has no Report yet changes, and by nothing that was there."""
    one = report_diff.compare_reports(None, report(assignment, "ann", {}), {})

    assert (one.before, one.after, one.exercises) == (None, 7.0, ())


def test_points_are_gone_when_a_report_becomes_suspicious(assignment):
    """Frozen points are no points, and the status says why."""
    old = report(assignment, "ann", {})
    new = old.model_copy(update={"status": "suspicious", "score": 0.0})
    one = report_diff.compare_reports(old, new, {"mean": 2.0})

    assert (one.before, one.after) == (7.0, 2.0)
    assert (one.status_before, one.status_after) == ("graded", "suspicious")


def test_weights_are_told_when_only_they_changed(assignment):
    """Points can change though each test says what it said."""
    old = report(assignment, "ann", {"total": Verdict.WRONG})
    total, *others = old.exercises
    first, second = total.outcomes
    heavier = first.model_copy(update={"weight": 6.0})
    changed = total.model_copy(update={"score": 3.0, "outcomes": (heavier, second)})
    new = old.model_copy(update={"exercises": (changed, *others)})
    (one,) = report_diff.compare_reports(old, new, {}).exercises

    assert (one.weights, one.tests) == (True, ())
    seen = regrade.RegradeResult(
        assignment="sums",
        before=("a",),
        after="b",
        changes=(report_diff.compare_reports(old, new, {}),),
    )
    assert "the tests weigh something else" in regrade_screen.regrade_screen(seen).plain
